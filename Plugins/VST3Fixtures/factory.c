#include "fixture.h"

static const struct {
    ob_vst3_id id;
    const char *name, *kinds;
    fixture_kind kind;
} classes[] = {
    {OB_VST3_ID(0x0B0A0D00, 1, 1, 1), "Split", "Fx|Dynamics", SPLIT},
    {OB_VST3_ID(0x0B0A0D00, 1, 1, 2), "Split controller", "", SPLIT_CONTROLLER},
    {OB_VST3_ID(0x0B0A0D00, 1, 2, 1), "Instrument", "Instrument|Synth", INSTRUMENT},
    {OB_VST3_ID(0x0B0A0D00, 1, 3, 1), "Bulk", "Instrument", BULK},
    {OB_VST3_ID(0x0B0A0D00, 1, 4, 1), "Odd", "", ODD},
    {OB_VST3_ID(0x0B0A0D00, 1, 5, 1), "Stubborn", "Fx", STUBBORN},
    // Again, and one that is listed and cannot be made.
    {OB_VST3_ID(0x0B0A0D00, 1, 1, 1), "Split again", "", SPLIT},
    {OB_VST3_ID(0x0B0A0D00, 1, 6, 1), "Missing", "", SPLIT},
};
enum { CLASS_COUNT = sizeof classes / sizeof *classes };
static bool has_host, is_entered;

static int32_t query(void *object, const ob_vst3_id *id, void **found) {
    bool is_this = !memcmp(id, &ob_vst3_unknown_id, 16) || !memcmp(id, &ob_vst3_factory_id, 16) ||
                   !memcmp(id, &ob_vst3_factory_2_id, 16) || !memcmp(id, &ob_vst3_factory_3_id, 16);
    *found = is_this ? object : NULL;
    return is_this ? OB_VST3_OK : OB_VST3_NO_INTERFACE;
}
static uint32_t forever(void *object) { return 1; }
static int32_t get_info(void *object, ob_vst3_factory_info *info) {
    memset(info, 0, sizeof *info);
    // A name without an end.
    memset(info->vendor, 'V', sizeof info->vendor);
    return OB_VST3_OK;
}
static int32_t count_classes(void *object) { return CLASS_COUNT; }
static int32_t get_class(void *object, int32_t index, ob_vst3_class_info *info) {
    if (index < 0 || index >= CLASS_COUNT) return OB_VST3_INVALID_ARGUMENT;
    memset(info, 0, sizeof *info);
    info->id = classes[index].id;
    info->cardinality = 0x7FFFFFFF;
    strcpy(
        info->category, classes[index].kind == SPLIT_CONTROLLER ? OB_VST3_CONTROLLER_CATEGORY
                                                                : OB_VST3_AUDIO_CATEGORY);
    strcpy(info->name, "narrow");
    return OB_VST3_OK;
}
static int32_t get_class_2(void *object, int32_t index, ob_vst3_class_info_2 *info) {
    if (index < 0 || index >= CLASS_COUNT) return OB_VST3_INVALID_ARGUMENT;
    memset(info, 0, sizeof *info);
    strcpy(info->kinds, classes[index].kinds);
    return OB_VST3_OK;
}
static int32_t get_class_3(void *object, int32_t index, ob_vst3_class_info_3 *info) {
    if (index < 0 || index >= CLASS_COUNT) return OB_VST3_INVALID_ARGUMENT;
    memset(info, 0, sizeof *info);
    for (int i = 0; classes[index].name[i]; i++) info->name[i] = (uint8_t)classes[index].name[i];
    if (classes[index].kind == INSTRUMENT) info->vendor[0] = 0xE4;  // an umlaut
    return OB_VST3_OK;
}
static int32_t set_host(void *object, void *host) {
    has_host = host != NULL;
    return OB_VST3_OK;
}
static int32_t create(void *object, const ob_vst3_id *id, const ob_vst3_id *interface, void **made) {
    if (!has_host || !is_entered) fault();
    *made = NULL;
    for (int i = 0; i < 6; i++) {
        if (memcmp(id, &classes[i].id, 16)) continue;
        fixture *self = calloc(1, sizeof *self);
        *self = (fixture){
            .component = &fixture_component, .processor = &fixture_processor,
            .controller = &fixture_controller, .connection = &fixture_connection,
            .mapping = &fixture_mapping, .units = &fixture_units,
            .requirements = &fixture_requirements, .timer = &fixture_timer, .file = &fixture_file,
            .kind = classes[i].kind, .gain = 0.25, .volume = 0.5, .bend = 0.5};
        self->shown[LATENCY + 99] = 0.25;
        self->shown[CUTOFF] = self->shown[MODE] = self->shown[VOLUME] = 0.5;
        self->shown[ON] = 1;
        note(self->kind == SPLIT_CONTROLLER ? 'K' : 'C');
        return fixture_query(self, interface, made);
    }
    // It says that all is well.
    return OB_VST3_OK;
}
static const ob_vst3_factory_3_methods methods = {
    {{{query, forever, forever}, get_info, count_classes, get_class, create}, get_class_2},
    get_class_3, set_host};
static const ob_vst3_factory_3 factory = {&methods};

#define EXPORTED __attribute__((visibility("default")))
EXPORTED uint8_t ModuleEntry(void *library) {
    if (!library || is_entered) fault();
    is_entered = true;
    return 1;
}
EXPORTED uint8_t ModuleExit(void) {
    if (!is_entered) fault();
    is_entered = has_host = false;
    return 1;
}
EXPORTED void *GetPluginFactory(void) { return (void *)&factory; }
