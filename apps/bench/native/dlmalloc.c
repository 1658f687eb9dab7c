/* The malloc of wasi-libc is dlmalloc. Nothing to add: the linker pulls it in through the exports it is asked for. */
#include <stdlib.h>

void *(*const keep_malloc)(size_t) = malloc;
void *(*const keep_realloc)(void *, size_t) = realloc;
void (*const keep_free)(void *) = free;
