/*
 * gettimeofday() with an offset, for a Redis whose clock jumps: preloaded, it adds the microseconds that the first eight
 * bytes of the file named by SLUICE_IT_SHIFT hold at the moment of the call (the machine's byte order). Linux only. Without
 * headers, so that a compiler alone is enough.
 */
struct moment {
    long seconds;
    long micros;
};

extern char *getenv(const char *name);
extern int open(const char *path, int flags, ...);
extern void *mmap(void *where, unsigned long length, int protection, int flags, int file, long offset);
extern int clock_gettime(int clock, struct moment *nanos);

static volatile const long *shift;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("SLUICE_IT_SHIFT");
    int file = path ? open(path, 0) : -1;
    void *page = file < 0 ? (void *)-1 : mmap(0, 8, 1, 1, file, 0);
    shift = page == (void *)-1 ? 0 : page;
}

int gettimeofday(struct moment *now, void *zone) {
    struct moment real;
    (void)zone;
    clock_gettime(0, &real);
    long micros = real.seconds * 1000000 + real.micros / 1000 + (shift ? *shift : 0);
    now->seconds = micros / 1000000;
    now->micros = micros % 1000000;
    return 0;
}
