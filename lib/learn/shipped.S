/* The shipped models, as they are: C would have megabytes of numbers to read. */
	.section .rodata, "a", %progbits
	.balign 64
	.globl dlp_shipped_names_begin
	.hidden dlp_shipped_names_begin
dlp_shipped_names_begin:
	.incbin "models/names.model"
	.globl dlp_shipped_names_end
	.hidden dlp_shipped_names_end
dlp_shipped_names_end:
	.byte 0
	.balign 64
	.globl dlp_shipped_secret_begin
	.hidden dlp_shipped_secret_begin
dlp_shipped_secret_begin:
	.incbin "models/secret.model"
	.globl dlp_shipped_secret_end
	.hidden dlp_shipped_secret_end
dlp_shipped_secret_end:
	.byte 0
	.balign 64
	.globl dlp_shipped_contract_begin
	.hidden dlp_shipped_contract_begin
dlp_shipped_contract_begin:
	.incbin "models/contract.model"
	.globl dlp_shipped_contract_end
	.hidden dlp_shipped_contract_end
dlp_shipped_contract_end:
	.byte 0
	.balign 64
	.globl dlp_shipped_note_begin
	.hidden dlp_shipped_note_begin
dlp_shipped_note_begin:
	.incbin "models/clinical-note.model"
	.globl dlp_shipped_note_end
	.hidden dlp_shipped_note_end
dlp_shipped_note_end:
	.byte 0
	.balign 64
	.globl dlp_shipped_background_begin
	.hidden dlp_shipped_background_begin
dlp_shipped_background_begin:
	.incbin "models/background.model"
	.globl dlp_shipped_background_end
	.hidden dlp_shipped_background_end
dlp_shipped_background_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits
