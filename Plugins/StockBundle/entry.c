// `clap_entry` is data, which Swift cannot export; the rest of the library is Swift.
#include "StockBundle.h"

const void *_Nullable obStockFactory(const char *_Nonnull factory_id);

static bool initialize(const char *library_path) {
    (void)library_path;
    return true;
}

static void deinitialize(void) {}

__attribute__((visibility("default"))) const ob_clap_entry clap_entry = {
    .version = {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION},
    .initialize = initialize,
    .deinitialize = deinitialize,
    .get_factory = obStockFactory,
};
