// A sound card in user space, with a clock of its own and faults on demand, built on alsa-lib's
// external plugin interface.
#pragma once
#include <alsa/asoundlib.h>

typedef struct ob_card ob_card;

typedef enum ob_card_fault {
    OB_CARD_IS_WELL,
    OB_CARD_MISSES_A_DEADLINE,  // once; `prepare` cures it
    OB_CARD_SLEEPS,  // as a machine does that was suspended; `resume` wakes it
    OB_CARD_STANDS_STILL,  // there, but its clock does not move
    OB_CARD_IS_UNPLUGGED,
} ob_card_fault;

// Creates a card for one direction. It ends, and `*card` with it, when the PCM is closed.
// Returns 0, or a negative error number.
int ob_card_open(
    ob_card *_Nullable *_Nonnull card, snd_pcm_t *_Nullable *_Nonnull pcm, snd_pcm_stream_t stream);

// What happens to the card next. From any thread.
void ob_card_set_fault(ob_card *_Nonnull card, ob_card_fault fault);
