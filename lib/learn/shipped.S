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
	.section .note.GNU-stack, "", %progbits
