"""What two people do at two pages of one session: structure, routing, transport, inserts, recording."""

import json
import urllib.request

PLATE = "Dragonfly Plate"


class Session:
    """The server's own account of it, for comparing."""

    def __init__(self, base):
        self.base = base

    def get(self, path):
        with urllib.request.urlopen(self.base + path, timeout=5) as answer:
            return json.load(answer)

    @property
    def all(self):
        return self.get("/api/sessions/demo")["session"]

    @property
    def song(self):
        return self.all["song"]

    @property
    def transport(self):
        return self.get("/health")["transport"]

    def strip(self, name):
        session = self.all
        return {**session["tracks"], **session["buses"], "master": session["master"]}.get(name)

    def inserts(self, name):
        inserts = self.strip(name)["inserts"].values()
        return [i["id"] for i in sorted(inserts, key=lambda i: i["order"])]


def run_desk(page, other, open_page, base, check, eventually, artifacts):
    """`page` does it, and `other` shows it; both are live."""
    server = Session(base)

    def told(strip, words):
        """Whether the strip of the other page shows these words."""
        return other.locator(f'.strip[data-track="{strip}"]').filter(has_text=words).count() == 1

    def add(kind, name):
        page.get_by_role("button", name=f"Add {kind}", exact=True).first.click()
        page.get_by_label(f"{kind.capitalize()} name").fill(name)
        page.locator("dialog button[type=submit]").click()
        return eventually(3, lambda: page.locator("dialog").count() == 0)

    def select(strip):
        page.locator(f'.strip[data-track="{strip}"] .strip-name').click()

    def problem():
        return page.locator(".problem").inner_text() if page.locator(".problem").count() else ""

    check("an added track is on the other page", lambda: add("track", "Böse Gitarre")
          and eventually(3, lambda: other.locator(
              '#group-tracks .strip[data-track="bose-gitarre"]').count() == 1))
    check("an added bus is on the other page, among the buses", lambda: add("bus", "Hall")
          and add("bus", "Group") and eventually(3, lambda: other.locator(
              '#group-buses .strip').all_inner_texts() != [] and told("hall", "Bus")))

    def send():
        select("keys")
        page.get_by_label("Bus for a new send of Keys").select_option("hall")
        page.get_by_label("Add send to Keys").click()
        return eventually(3, lambda: other.locator(
            '.strip[data-track="keys"] .small-send[data-send="hall"]').count() == 1
            and server.strip("keys")["sends"]["hall"]["level_decibels"] is None)

    check("an added send is on the other page, and silent", send)

    def send_level():
        slider = page.locator('#panel .send[data-send="hall"] ob-slider').first
        slider.focus()
        page.keyboard.press("Delete")
        page.keyboard.press("PageDown")
        return eventually(3, lambda: server.strip("keys")["sends"]["hall"]["level_decibels"] == -6
                          and told("keys", "\u22126.0 dB"))

    check("a send's level moves on both pages", send_level)

    def tap():
        page.get_by_label("Pre-fader, Keys to Hall").click()
        return eventually(3, lambda: server.strip("keys")["sends"]["hall"]["pre_fader"] is True
                          and other.locator('[data-track="keys"] .pre-mark').is_visible())

    check("a send goes before the fader on both pages", tap)

    def route():
        page.locator('.strip[data-track="keys"] ob-route select').select_option("bus:group")
        return eventually(3, lambda: server.strip("keys")["output"] == {"bus": "group"} and other.locator(
            '.strip[data-track="keys"] ob-route select').input_value() == "bus:group")

    check("a strip's output is chosen on both pages", route)

    def feedback():
        page.locator('.strip[data-track="group"] ob-route select').select_option("bus:hall")
        if not eventually(3, lambda: server.strip("group")["output"] == {"bus": "hall"}):
            return "the first way was not taken"
        page.locator('.strip[data-track="hall"] ob-route select').select_option("bus:group")
        is_told = eventually(3, lambda: problem() != "")
        page.screenshot(path=f"{artifacts}/dashboard-problem.png")
        shown = page.locator('.strip[data-track="hall"] ob-route select').input_value()
        page.keyboard.press("Escape")
        return is_told and shown == "master" and server.strip("hall")["output"] == "master" \
            and problem() == ""

    check("what would feed back is refused at the control, which shows the server's way", feedback)

    def rename():
        select("bose-gitarre")
        page.get_by_label("Name of Böse Gitarre").fill("Guitar")
        page.keyboard.press("Enter")
        return eventually(3, lambda: told("bose-gitarre", "Guitar")
                          and server.strip("bose-gitarre")["name"] == "Guitar")

    check("a renamed track has its name on the other page", rename)

    def held():
        fader = page.locator('.strip[data-track="drums"] ob-fader')
        fader.scroll_into_view_if_needed()
        box = fader.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + 10)
        other.get_by_role("button", name="Add bus", exact=True).click()
        other.get_by_label("Bus name").fill("Late")
        other.locator("dialog button[type=submit]").click()
        came = eventually(3, lambda: page.locator('.strip[data-track="late"]').count() == 1)
        middle = server.strip("drums")["level_decibels"]
        page.mouse.move(x, y + 40)
        page.mouse.up()
        return came and eventually(3, lambda: server.strip("drums")["level_decibels"] < middle - 2)

    check("a held fader stays in the hand while somebody else adds a bus", held)

    # The song.
    def pressed(on, name):
        return on.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"

    def stop():
        page.get_by_role("button", name="Stop", exact=True).click()
        return eventually(3, lambda: server.transport["rolling"] is False and pressed(other, "Stop")
                          and not pressed(other, "Play"))

    check("stop stops, and the other page says so", stop)

    def enter(label, text):
        page.get_by_label(label).fill(text)
        page.keyboard.press("Enter")

    def locate():
        enter("Go to: bar", "9|3")
        return eventually(3, lambda: abs(server.transport["seconds"] - 17) < 1e-6
                          and other.inner_text(".bars") == "9|3" and other.inner_text(".time") == "0:17.0")

    check("the song goes to a bar and beat, on both pages", locate)

    def loop():
        page.get_by_role("button", name="Loop", exact=True).click()
        if not eventually(3, lambda: server.song["loop"] == {"from_seconds": 0, "to_seconds": 8}):
            return server.song["loop"]
        enter("Loop from", "2")
        return eventually(3, lambda: server.song["loop"] == {"from_seconds": 2, "to_seconds": 8}
                          and pressed(other, "Loop")
                          and other.get_by_label("Loop from").input_value() == "2|1")

    check("a loop has its range on both pages", loop)

    def tempo():
        enter("Tempo in beats a minute", "96")
        enter("Time signature", "3/4")
        return eventually(3, lambda: server.song["tempos"] == [{"beat": 0, "bpm": 96}]
                          and other.get_by_label("Tempo in beats").input_value() == "96"
                          and other.get_by_label("Time signature").input_value() == "3/4")

    check("tempo and time signature change on both pages", tempo)

    def wrong_tempo():
        enter("Tempo in beats a minute", "2000")
        is_told = eventually(3, lambda: "990" in problem())
        shown = page.get_by_label("Tempo in beats").input_value()
        page.keyboard.press("Escape")
        return is_told and shown == "96"

    check("a tempo that is none is refused at its field, which shows the server's", wrong_tempo)

    def play():
        page.locator("body").press("Space")
        return eventually(3, lambda: server.transport["rolling"] and pressed(other, "Play")
                          and not pressed(other, "Stop"))

    check("the space bar plays", play)
    check("the loudness of the master is measured on the page", lambda: eventually(5, lambda: all(
        other.inner_text(f'[data-reading="{key}"]') not in ("\u2013", "\u2212\u221e")
        for key in ("momentary_lufs", "short_term_lufs", "integrated_lufs", "true_peak_dbtp"))))

    # Inserts.
    def insert():
        select("bose-gitarre")
        page.get_by_label("Add insert to Guitar").click()
        page.get_by_label("Search plugins").fill(PLATE.lower())
        # The first to ask waits until all descriptions are read.
        eventually(45, lambda: page.locator(".plugin").count() == 1)
        page.screenshot(path=f"{artifacts}/dashboard-plugins.png")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        return eventually(5, lambda: page.locator("dialog").count() == 0
                          and len(server.inserts("bose-gitarre")) == 1) \
            and eventually(3, lambda: told("bose-gitarre", PLATE))

    check("a plugin is found and added by keyboard, and is on the other page", insert)

    def bypass():
        page.locator("#panel .insert").get_by_role("button", name="Bypass").click()
        return eventually(3, lambda: all(
            i["bypass"] for i in server.strip("bose-gitarre")["inserts"].values())
                          and other.locator('[data-track="bose-gitarre"] .is-bypassed').count() == 1)

    check("an insert is bypassed on both pages", bypass)

    def reorder():
        select("drums")
        page.get_by_label("Move Compressor earlier").click()
        return eventually(3, lambda: server.inserts("drums") == ["drums-comp", "drums-eq"]
                          and other.locator('[data-track="drums"] .slot').first.inner_text()
                          == "Compressor")

    check("inserts change their places on both pages", reorder)

    def remove_insert():
        select("bose-gitarre")
        page.locator("#panel .insert").get_by_role("button", name="Remove").click()
        page.get_by_label("may ring out").select_option("1")
        page.locator("#panel .removal .danger").click()
        return eventually(3, lambda: server.inserts("bose-gitarre") == []
                          and told("bose-gitarre", "No inserts"))

    check("an insert is removed and may ring out, on both pages", remove_insert)

    # Recording.
    def record():
        page.locator('.strip[data-track="drums"] .record').click()
        page.locator('.strip[data-track="drums"] .record[aria-pressed="true"]').wait_for(timeout=3000)
        on_other = eventually(3, lambda: other.locator(
            '.strip[data-track="drums"] .record').get_attribute("aria-pressed") == "true")
        late = open_page()
        on_late = eventually(5, lambda: late.locator(
            '.strip[data-track="drums"] .record[aria-pressed="true"]').count() == 1)
        late.close()
        page.locator('.strip[data-track="drums"] .record').click()
        return on_other and on_late and eventually(
            5, lambda: other.locator(".take").filter(has_text="Drums").count() == 1)

    check("a recording shows on all pages, also on one opened later, and becomes a take", record)
    page.screenshot(path=f"{artifacts}/dashboard-desk.png", full_page=True)

    def remove_track():
        select("bose-gitarre")
        page.get_by_label("Remove Guitar").click()
        page.wait_for_timeout(200)
        is_kept = server.strip("bose-gitarre") is not None
        page.get_by_label("Remove Guitar").click()
        return is_kept and eventually(3, lambda: server.strip("bose-gitarre") is None and other.locator(
            '.strip[data-track="bose-gitarre"]').count() == 0)

    check("a track goes at the second press, on both pages", remove_track)

    def remove_bus():
        for bus in ("late", "group", "hall"):
            select(bus)
            remove = page.locator("#panel .remove-strip")
            remove.click()
            remove.click()
            if not eventually(3, lambda: other.locator(f'.strip[data-track="{bus}"]').count() == 0):
                return f"{bus} is still there"
        return server.strip("keys")["output"] == "master" and server.strip("keys")["sends"] == {}

    check("with their bus sends go, and strips go to the master", remove_bus)

    def notes():
        page.get_by_role("button", name="Add track", exact=True).click()
        page.get_by_label("Track name").fill("Synth")
        page.get_by_label("Kind of source").select_option("notes")
        page.locator("dialog button[type=submit]").click()
        eventually(3, lambda: page.locator('.strip[data-track="synth"]').count() == 1)
        select("synth")
        # Notes leave nothing behind in the session, and pages are not told of them.
        heard = []
        network = page.context.new_cdp_session(page)
        network.on("Network.webSocketFrameSent",
                   lambda frame: heard.append(frame["response"]["payloadData"]))
        network.send("Network.enable")
        page.get_by_label("Play E4").click()

        def was_played():
            page.wait_for_timeout(50)
            return sum('"NOTE"' in text for text in heard) >= 2

        try:
            return eventually(3, was_played) and problem() == ""
        finally:
            network.detach()

    check("a key plays a note on a track that takes notes, and ends it", notes)

    def curve():
        select("keys")
        page.locator(".automation summary").click()
        page.get_by_label("Points of the curve").fill("0 -12\n2 0")
        page.get_by_label("Set the curve").click()
        wanted = {"track_id": "keys", "control": "fader", "mode": "read", "points": [[0, -12], [2, 0]],
                  "order": 1}
        return eventually(3, lambda: server.all["automation"] == {"keys/fader": wanted})

    check("a curve is set", curve)

    def session():
        for name, strips in (("Band", 7), ("Demo", 3)):
            page.click("#session")
            page.get_by_label(f"Load {name}").click()
            if not eventually(10, lambda: other.inner_text("#session") == name
                              and other.locator(".strip").count() == strips
                              and page.locator("dialog").count() == 0):
                return f"{name} did not come"
            mute = other.locator(".strip .mute button").first
            mute.click()
            if not eventually(3, lambda: page.locator(".strip .mute button").first.get_attribute(
                    "aria-pressed") == "true"):
                return f"{name} cannot be used"
            mute.click()
        return True

    check("another session is live on both pages, and can be used", session)
