/* Debian 12's SyncEvolution 2.0.0 hands C++ lambdas to curl_easy_setopt, whose third argument is variadic: what arrives
 * is no function, and the first transfer crashes. Preloaded, this hands over its read and write members instead. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

enum { WRITE_FUNCTION = 20011, READ_FUNCTION = 20012 };

typedef size_t (*member)(void *, void *, size_t);
typedef int (*setopt)(void *, int, ...);

static member find(const char *name) { return (member)dlsym(RTLD_DEFAULT, name); }

static size_t write_data(void *bytes, size_t size, size_t count, void *agent) {
    return find("_ZN7SyncEvo18CurlTransportAgent9writeDataEPvm")(agent, bytes, size * count);
}

static size_t read_data(void *bytes, size_t size, size_t count, void *agent) {
    return find("_ZN7SyncEvo18CurlTransportAgent8readDataEPvm")(agent, bytes, size * count);
}

int curl_easy_setopt(void *curl, int option, void *argument) {
    static setopt next;
    if (!next) next = (setopt)dlsym(RTLD_NEXT, "curl_easy_setopt");
    if (option == WRITE_FUNCTION) argument = (void *)write_data;
    if (option == READ_FUNCTION) argument = (void *)read_data;
    return next(curl, option, argument);
}
