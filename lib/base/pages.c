/* MAP_ANONYMOUS is in POSIX since 2024 only. */
#define _DEFAULT_SOURCE
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

/* LeakSanitizer looks for pointers in such pages when it is told of them. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_register_root_region(p, size) ((void)0)
#define __lsan_unregister_root_region(p, size) ((void)0)
#endif

enum { HEAD = 64 }; /* bytes in front: how many there are in all */

void *dlp_pages_new(size_t count, size_t size)
{
	size_t total;
	void *p;

	if (size && count > (SIZE_MAX - HEAD) / size)
		return NULL;
	total = HEAD + count * size;
	p = mmap(NULL, total, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	*(size_t *)p = total;
	__lsan_register_root_region(p, total);
	return (char *)p + HEAD;
}

void dlp_pages_free(void *p)
{
	void *head = p ? (char *)p - HEAD : NULL;

	if (!head)
		return;
	__lsan_unregister_root_region(head, *(size_t *)head);
	munmap(head, *(size_t *)head);
}
