#include "peer.hpp"

#include <chrono>
#include <cmath>
#include <ctime>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace {

using value = rapidjson::Value;
using writer = rapidjson::Writer<rapidjson::StringBuffer>;

std::string_view view(const value &v) { return {v.GetString(), v.GetStringLength()}; }

const value *member(const value &object, const char *name) {
    auto found = object.FindMember(name);
    return found == object.MemberEnd() ? nullptr : &found->value;
}

const value *text(const value &object, const char *name) {
    const value *found = member(object, name);
    return found && found->IsString() && found->GetStringLength() > 0 ? found : nullptr;
}

void write(writer &w, const char *key, std::string_view text) {
    w.Key(key);
    w.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_time(writer &w) {
    auto now = std::chrono::system_clock::now().time_since_epoch();
    auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    std::time_t seconds = milliseconds / 1000;
    std::tm t;
    gmtime_r(&seconds, &t);
    char line[64];
    int length = std::snprintf(
        line, sizeof line, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
        t.tm_hour, t.tm_min, t.tm_sec, static_cast<int>(milliseconds % 1000));
    write(w, "timestamp", {line, static_cast<size_t>(length)});
}

void begin(writer &w, const char *type, const value *id) {
    w.StartObject();
    if (id) write(w, "id", view(*id));
    write(w, "type", type);
    write(w, "session_id", "bench");
    write_time(w);
    w.Key("data");
    w.StartObject();
}

std::string end(writer &w, rapidjson::StringBuffer &buffer) {
    w.EndObject();
    w.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

answer refused(const value *id, const char *code, const char *field) {
    rapidjson::StringBuffer buffer;
    writer w(buffer);
    begin(w, "error", id);
    write(w, "code", code);
    write(w, "field", field);
    return {end(w, buffer), "", false};
}

std::string ack(const value *id, uint64_t revision) {
    rapidjson::StringBuffer buffer;
    writer w(buffer);
    begin(w, "ack", id);
    write(w, "status", "accepted");
    w.Key("revision");
    w.Uint64(revision);
    return end(w, buffer);
}

} // namespace

session::session() {
    for (int track = 0; track < 16; track++)
        for (int place = 0; place < 16; place++)
            values_["t" + std::to_string(track) + "-p" + std::to_string(place)] = 0;
}

answer session::take(std::string_view message) {
    rapidjson::Document envelope;
    envelope.Parse<rapidjson::kParseValidateEncodingFlag>(message.data(), message.size());
    if (envelope.HasParseError() || !envelope.IsObject()) return refused(nullptr, "INVALID_MESSAGE", "");
    const value *id = text(envelope, "id"), *type = text(envelope, "type");
    const value *name = text(envelope, "session_id"), *data = member(envelope, "data");
    if (!type || !data || !data->IsObject()) return refused(id, "INVALID_MESSAGE", "data");
    if (!name || view(*name) != "bench") return refused(id, "SESSION_NOT_FOUND", "session_id");
    if (view(*type) == "IDENTIFY") {
        const value *topics = member(*data, "subscribe");
        return {ack(id, revision_), "", topics && topics->IsArray() && topics->Size() > 0};
    }
    if (view(*type) != "PLUGIN_PARAMETER") return refused(id, "UNKNOWN_TYPE", "type");
    const value *track = text(*data, "track_id"), *plugin = text(*data, "plugin_id");
    const value *parameter = text(*data, "parameter_id"), *number = member(*data, "parameter_value");
    if (!track || !plugin || !parameter) return refused(id, "INVALID_MESSAGE", "data");
    auto found = values_.find(std::string(view(*plugin)));
    if (found == values_.end() || found->first.compare(0, found->first.find('-'), view(*track)))
        return refused(id, "PLUGIN_NOT_FOUND", "plugin_id");
    if (view(*parameter) != "gain") return refused(id, "INVALID_PARAMETER", "parameter_id");
    if (!number || !number->IsNumber() || !(std::abs(number->GetDouble()) <= 70))
        return refused(id, "INVALID_PARAMETER", "parameter_value");
    found->second = number->GetDouble();
    revision_++;

    rapidjson::StringBuffer buffer;
    writer w(buffer);
    begin(w, "PLUGIN_PARAMETER_CHANGED", nullptr);
    write(w, "track_id", view(*track));
    write(w, "plugin_id", view(*plugin));
    write(w, "parameter_id", view(*parameter));
    w.Key("parameter_value");
    w.Double(found->second);
    w.Key("revision");
    w.Uint64(revision_);
    if (id) write(w, "origin_id", view(*id));
    return {ack(id, revision_), end(w, buffer), false};
}
