// Which plugins a copy of this library has is said by the file beside it that ends with ".words" instead
// of ".so": their labels with commas between them. A label is a moment and what happens then: "make:abort"
// is a plugin that aborts when it is made. "open:segv" is none: the library crashes when it is asked for
// its plugins. Any other label behaves.
#define _GNU_SOURCE
#include "UnrulyLADSPA.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PLUGINS_MAX = 64 };

typedef struct {
    float *ports[2];
    int plugin;
} state;

static char words[PLUGINS_MAX][64];
static ob_ladspa_descriptor descriptors[PLUGINS_MAX];
static int count = -1;
// Set by a plugin that breaks what others need.
static bool is_poisoned;

// The path of the library's own file, with another end.
static const char *beside(const char *end);

static void misbehave(const char *how) {
    if (strcmp(how, "segv") == 0) {
        raise(SIGSEGV);
    } else if (strcmp(how, "abort") == 0) {
        abort();
    } else if (strcmp(how, "exit") == 0) {
        exit(3);
    } else if (strcmp(how, "hang") == 0) {
        for (;;) pause();
    } else if (strcmp(how, "spin") == 0) {
        for (volatile int forever = 1; forever;) {}
    } else if (strcmp(how, "slow") == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    } else if (strcmp(how, "wait") == 0) {
        // For the file that says that it may go on.
        while (access(beside(".go"), F_OK) != 0) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    } else if (strcmp(how, "print") == 0) {
        puts("{\"line\":\"end\"}");
        fputs("nothing to see here\n", stderr);
        fflush(NULL);
    } else if (strcmp(how, "scribble") == 0) {
        // On every descriptor that there is.
        for (int file = 0; file < 256; file++) {
            if (write(file, "\n{}\n", 4) < 0) continue;
        }
    } else if (strcmp(how, "poison") == 0) {
        is_poisoned = true;
    } else if (strcmp(how, "delicate") == 0) {
        if (is_poisoned) raise(SIGSEGV);
    } else if (strcmp(how, "alone") == 0) {
        // Crashes where it has no display: it is to have none.
        if (getenv("DISPLAY")) raise(SIGSEGV);
    }
}

static const char *beside(const char *end) {
    static char path[1024];
    Dl_info own;
    if (!dladdr((void *)&misbehave, &own) || !own.dli_fname) return "";
    snprintf(path, sizeof path, "%s", own.dli_fname);
    char *dot = strrchr(path, '.');
    if (dot) snprintf(dot, (size_t)(path + sizeof path - dot), "%s", end);
    return path;
}

static void at(const ob_ladspa_descriptor *plugin, const char *moment) {
    const char *word = plugin->label;
    size_t length = strlen(moment);
    if (strncmp(word, moment, length) == 0 && word[length] == ':') misbehave(word + length + 1);
}

static void *instantiate(const ob_ladspa_descriptor *descriptor, unsigned long rate) {
    at(descriptor, "make");
    state *self = calloc(1, sizeof(state));
    self->plugin = (int)(descriptor - descriptors);
    return self;
}
static void connect(void *plugin, unsigned long port, float *memory) {
    ((state *)plugin)->ports[port] = memory;
}
static void activate(void *plugin) { at(&descriptors[((state *)plugin)->plugin], "activate"); }
static void run(void *plugin, unsigned long frames) {
    state *self = plugin;
    at(&descriptors[self->plugin], "run");
    memmove(self->ports[1], self->ports[0], frames * sizeof(float));
}
static void deactivate(void *plugin) {
    at(&descriptors[((state *)plugin)->plugin], "deactivate");
}
static void cleanup(void *plugin) {
    at(&descriptors[((state *)plugin)->plugin], "close");
    free(plugin);
}

static const int ports[] = {
    OB_LADSPA_PORT_AUDIO | OB_LADSPA_PORT_INPUT, OB_LADSPA_PORT_AUDIO | OB_LADSPA_PORT_OUTPUT};
static const char *const names[] = {"In", "Out"};
static const ob_ladspa_range ranges[2];

static void begin(void) {
    count = 0;
    static char text[PLUGINS_MAX * sizeof words[0]];
    FILE *file = fopen(beside(".words"), "r");
    if (!file) return;
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    const char *rest = text;
    while (*rest && count < PLUGINS_MAX) {
        size_t length = strcspn(rest, ",");
        if (length < sizeof words[0]) {
            char *word = words[count];
            memcpy(word, rest, length);
            word[length] = 0;
            if (strncmp(word, "open:", 5) == 0) {
                misbehave(word + 5);
            } else {
                descriptors[count] = (ob_ladspa_descriptor){
                    .unique_id = 9100 + count, .label = word, .name = word, .maker = "Outboard",
                    .copyright = "None", .port_count = 2, .ports = ports, .port_names = names,
                    .ranges = ranges, .instantiate = instantiate, .connect_port = connect,
                    .activate = activate, .run = run, .deactivate = deactivate, .cleanup = cleanup};
                count++;
            }
        }
        rest += length;
        if (*rest == ',') rest++;
    }
}

// Weak: the test program has the other fixtures' function of this name in it.
__attribute__((visibility("default"), weak)) const ob_ladspa_descriptor *ladspa_descriptor(
    unsigned long index) {
    if (count < 0) begin();
    return index < (unsigned long)count ? &descriptors[index] : NULL;
}
