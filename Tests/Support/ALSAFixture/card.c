#include "ALSAFixture.h"

#include <alsa/pcm_external.h>
#include <stdatomic.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct ob_card {
    snd_pcm_ioplug_t plug;
    int timer;  // fires once a period
    int64_t origin;  // when the clock was started, in nanoseconds
    int64_t frames;  // that it had then played
    _Atomic int fault;
};

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int set_timer(ob_card *card, int64_t nanoseconds) {
    struct itimerspec every = {
        .it_interval = {nanoseconds / 1000000000, nanoseconds % 1000000000},
        .it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000},
    };
    return timerfd_settime(card->timer, 0, &every, NULL);
}

static int start(snd_pcm_ioplug_t *plug) {
    ob_card *card = plug->private_data;
    card->origin = now();
    return set_timer(card, 1000000000LL * (int64_t)plug->period_size / plug->rate);
}

static int stop(snd_pcm_ioplug_t *plug) { return set_timer(plug->private_data, 0); }

static int prepare(snd_pcm_ioplug_t *plug) {
    ob_card *card = plug->private_data;
    card->frames = 0;
    return set_timer(card, 0);
}

static int resume(snd_pcm_ioplug_t *plug) { return start(plug); }

static snd_pcm_sframes_t pointer(snd_pcm_ioplug_t *plug) {
    ob_card *card = plug->private_data;
    switch (atomic_load(&card->fault)) {
    case OB_CARD_MISSES_A_DEADLINE:
        atomic_store(&card->fault, OB_CARD_IS_WELL);
        return -EPIPE;
    case OB_CARD_SLEEPS:
        atomic_store(&card->fault, OB_CARD_IS_WELL);
        snd_pcm_ioplug_set_state(plug, SND_PCM_STATE_SUSPENDED);
        break;
    case OB_CARD_IS_UNPLUGGED:
        snd_pcm_ioplug_set_state(plug, SND_PCM_STATE_DISCONNECTED);
        break;
    case OB_CARD_STANDS_STILL:
        break;
    default:
        card->frames = (now() - card->origin) * plug->rate / 1000000000LL;
    }
    return card->frames % (int64_t)plug->buffer_size;
}

static int poll_revents(
    snd_pcm_ioplug_t *plug, struct pollfd *descriptors, unsigned count, unsigned short *events) {
    ob_card *card = plug->private_data;
    uint64_t expirations;
    (void)count;
    *events = 0;
    if (descriptors[0].revents & POLLIN
        && read(card->timer, &expirations, sizeof expirations) == sizeof expirations)
        *events = plug->stream == SND_PCM_STREAM_PLAYBACK ? POLLOUT : POLLIN;
    return 0;
}

static int end(snd_pcm_ioplug_t *plug) {
    ob_card *card = plug->private_data;
    close(card->timer);
    free(card);
    return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = start,
    .stop = stop,
    .pointer = pointer,
    .prepare = prepare,
    .resume = resume,
    .poll_revents = poll_revents,
    .close = end,
};

static int limit(snd_pcm_ioplug_t *plug) {
    static const unsigned accesses[] = {SND_PCM_ACCESS_MMAP_INTERLEAVED};
    static const unsigned formats[] = {SND_PCM_FORMAT_S32_LE};
    int error = snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_ACCESS, 1, accesses);
    if (error >= 0)
        error = snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_FORMAT, 1, formats);
    // Of ten channels, as some interfaces have whatever one asks for.
    if (error >= 0)
        error = snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_CHANNELS, 10, 10);
    if (error >= 0)
        error = snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_RATE, 44100, 48000);
    if (error >= 0)
        error = snd_pcm_ioplug_set_param_minmax(
            plug, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 128 * 40, 1024 * 40);
    return error;
}

int ob_card_open(ob_card **card, snd_pcm_t **pcm, snd_pcm_stream_t stream) {
    ob_card *made = calloc(1, sizeof *made);
    if (!made) return -ENOMEM;
    made->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    made->plug.version = SND_PCM_IOPLUG_VERSION;
    made->plug.name = "card of the tests";
    made->plug.callback = &callbacks;
    made->plug.private_data = made;
    made->plug.poll_fd = made->timer;
    made->plug.poll_events = POLLIN;
    made->plug.mmap_rw = 1;
    int error = snd_pcm_ioplug_create(&made->plug, "card", stream, SND_PCM_NONBLOCK);
    if (error < 0) {
        close(made->timer);
        free(made);
        return error;
    }
    error = limit(&made->plug);
    if (error < 0) {
        snd_pcm_ioplug_delete(&made->plug);
        return error;
    }
    *card = made;
    *pcm = made->plug.pcm;
    return 0;
}

void ob_card_set_fault(ob_card *card, ob_card_fault fault) { atomic_store(&card->fault, fault); }
