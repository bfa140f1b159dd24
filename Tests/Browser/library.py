"""Sessions and presets that are made, kept under other names and deleted at a page; and the engine's device."""

from desk import Session


def run_library(page, other, base, check, eventually, artifacts):
    """`page` does it, and `other` shows it; both are live in the demo session."""
    server = Session(base)

    def sessions():
        return {one["name"]: one for one in server.get("/api/sessions")["sessions"]}

    def live():
        return next(one["name"] for one in sessions().values() if one["live"])

    def presets():
        return {one["name"]: one for one in server.get("/api/presets")["presets"] if "name" in one}

    def open_dialog():
        if page.locator("dialog.sessions").count() == 0:
            page.click("#session")
        page.locator("[data-listed]").first.wait_for(timeout=5000)

    def close():
        page.get_by_label("Close", exact=True).click()
        # It is taken off a moment later, and is not to be taken for one that is open.
        page.locator("dialog").wait_for(state="detached")

    def shown(name):
        return eventually(10, lambda: page.inner_text("#session") == name == other.inner_text("#session"))

    def new():
        open_dialog()
        page.get_by_label("Name of the new session").fill("Friday")
        page.get_by_role("button", name="New session").click()
        return shown("Friday") and eventually(3, lambda: other.locator("#group-tracks .strip").count() == 1) \
            and live() == "Friday"

    check("a new session is live on both pages, with one track", new)

    def save_as():
        other.locator(".strip .pan ob-slider").first.focus()
        other.keyboard.press("End")
        eventually(3, lambda: page.locator(".pan ob-slider").first.get_attribute("aria-valuenow") == "1")
        open_dialog()
        page.get_by_label("Name of the live session").fill("Saturday")
        page.get_by_role("button", name="Save as").click()
        went_on = shown("Saturday")
        kept = page.locator(".pan ob-slider").first.get_attribute("aria-valuenow") == "1"
        listed = eventually(3, lambda: page.locator("[data-listed]").filter(has_text="Saturday").count() == 1
                            and page.locator("[data-listed]").filter(has_text="Friday").count() == 1)
        page.screenshot(path=f"{artifacts}/dashboard-sessions.png")
        close()
        return went_on and kept and listed and live() == "Saturday"

    check("it goes on under another name, and nothing of it is lost", save_as)

    def taken():
        open_dialog()
        page.get_by_label("Name of the live session").fill("Friday")
        page.get_by_role("button", name="Save as").click()
        asked = eventually(3, lambda: "already" in page.locator(".problem").inner_text())
        still = live() == "Saturday"
        page.get_by_role("button", name="Replace it").click()
        went_on = shown("Friday")
        close()
        return asked and still and went_on

    check("another session is replaced only when it is meant", taken)

    def rename():
        open_dialog()
        page.get_by_label("Name of the live session").fill("Sunday")
        page.get_by_role("button", name="Rename").click()
        named = shown("Sunday")
        page.locator("dialog .save").click()
        saved = eventually(5, lambda: "on disk" in page.locator(".live-session").inner_text())
        close()
        return named and saved and eventually(3, lambda: "Sunday" in sessions())

    check("it is renamed and saved", rename)

    def delete():
        open_dialog()
        page.get_by_label("Load Demo", exact=True).click()
        if not shown("Demo"):
            return "Demo did not come"
        open_dialog()
        button = page.get_by_label("Delete Saturday")
        button.click()
        page.wait_for_timeout(200)
        is_kept = "Saturday" in sessions()
        button.click()
        gone = eventually(5, lambda: "Saturday" not in sessions()
                          and page.locator("[data-listed]").filter(has_text="Saturday").count() == 0)
        none_for_live = page.get_by_label("Delete Demo").count() == 0
        close()
        return is_kept and gone and none_for_live

    check("a session goes at the second press, and the live one cannot", delete)

    def bring_back():
        open_dialog()
        trash = page.locator("dialog.sessions .trash")
        if not eventually(5, lambda: "Deleted" in trash.inner_text()):
            return "no trash is shown"
        trash.locator("summary").click()
        page.screenshot(path=f"{artifacts}/dashboard-trash.png")
        page.get_by_label("Bring back the session saturday").click()
        back = eventually(5, lambda: "Saturday" in sessions()
                          and page.locator("[data-listed]").filter(has_text="Saturday").count() == 1
                          and page.get_by_label("Bring back the session saturday").count() == 0)
        close()
        return back and live() == "Demo"

    check("what was deleted is brought back", bring_back)

    # Presets.
    card = page.locator('article[data-insert="drums-eq"]')

    def save_preset():
        page.locator('.strip[data-track="drums"] .strip-name').click()
        other.locator('.strip[data-track="drums"] .strip-name').click()
        card.get_by_label("Save or delete presets").click()
        card.get_by_label("Name of the preset").fill("Less of it")
        card.get_by_role("button", name="Save", exact=True).click()
        on_other = eventually(5, lambda: "Less of it" in other.locator(
            'article[data-insert="drums-eq"] .presets').inner_text())
        return on_other and presets()["Less of it"]["source"] == "user"

    check("what an insert is set to is a preset on both pages", save_preset)

    def replace_preset():
        card.locator('[data-parameter="mid"] ob-slider').focus()
        page.keyboard.press("End")
        page.wait_for_timeout(500)
        card.locator(".presets select").select_option(presets()["Less of it"]["id"])
        if not card.locator(".preset-form").is_visible():
            card.get_by_label("Save or delete presets").click()
        card.get_by_label("Name of the preset").fill("Less of it")
        card.get_by_role("button", name="Replace", exact=True).click()
        told = eventually(5, lambda: any("replaced" in text for text in
                                         page.locator(".toast-message").all_inner_texts()))
        return told and list(presets()).count("Less of it") == 1

    check("it is replaced under its name", replace_preset)

    def delete_preset():
        card.locator(".presets select").select_option(presets()["Less of it"]["id"])
        if not card.locator(".preset-form").is_visible():
            card.get_by_label("Save or delete presets").click()
        button = card.get_by_label("Delete the preset Less of it")
        button.click()
        button.click()
        return eventually(5, lambda: "Less of it" not in presets() and "Less of it" not in other.locator(
            'article[data-insert="drums-eq"] .presets').inner_text())

    check("one's own preset is deleted, and is gone on both pages", delete_preset)

    def factory():
        if not card.locator(".preset-form").is_visible():
            card.get_by_label("Save or delete presets").click()
        return card.locator(".preset-form").is_visible() \
            and card.locator(".preset-form").get_by_role("button", name="Delete").count() == 0

    check("a preset that came with the program has no way to delete it", factory)

    def bring_preset_back():
        open_dialog()
        page.locator("dialog.sessions .trash summary").click()
        # It was replaced before it was deleted: the newest is the one that was deleted.
        page.get_by_label("Bring back the preset less-of-it").first.click()
        back = eventually(5, lambda: "Less of it" in presets())
        close()
        return back and eventually(5, lambda: "Less of it" in other.locator(
            'article[data-insert="drums-eq"] .presets').inner_text())

    check("a preset is brought back, and is there on both pages", bring_preset_back)


def run_device(page, other, base, check, eventually, artifacts):
    """`page` chooses the device of the engine, which runs on the clock, and silences it; `other` shows it."""
    server = Session(base)

    def close():
        page.get_by_label("Close", exact=True).click()
        # It is taken off a moment later, and is not to be taken for one that is open.
        page.locator("dialog").wait_for(state="detached")

    def quantum():
        page.click("#engine-button")
        page.get_by_label("Frames a cycle").wait_for(timeout=5000)
        page.get_by_label("Frames a cycle").select_option("512")
        page.get_by_role("button", name="Use it").click()
        went_over = eventually(10, lambda: "512 frames" in page.locator("dialog.engine .hint").inner_text())
        page.screenshot(path=f"{artifacts}/dashboard-engine.png")
        told = server.get("/health")["engine"]["quantum_frames"] == 512
        page.get_by_label("Frames a cycle").select_option("256")
        page.get_by_role("button", name="Use it").click()
        back = eventually(10, lambda: "256 frames" in page.locator("dialog.engine .hint").inner_text())
        close()
        return went_over and told and back

    check("the engine goes over to another quantum and back", quantum)

    def silent(on):
        return on.get_attribute("#panic", "aria-pressed") == "true"

    def panic():
        page.click("#panic")
        both = eventually(3, lambda: silent(page) and silent(other))
        page.wait_for_timeout(300)
        page.screenshot(path=f"{artifacts}/dashboard-panic.png")
        other.click("#panic")
        other.wait_for_timeout(300)
        return both and silent(page)

    check("one press silences everything, on both pages, and another is not enough to undo it", panic)

    def hold(press, release):
        press()
        other.wait_for_timeout(1000)
        release()
        return eventually(3, lambda: not silent(page) and not silent(other))

    def hold_pointer():
        box = other.locator("#panic").bounding_box()
        other.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        return hold(other.mouse.down, other.mouse.up)

    check("it is heard again where the button is held", hold_pointer)

    def keys():
        page.focus("#user")
        page.keyboard.press("Shift+Escape")
        if not eventually(3, lambda: silent(other)):
            return "Shift+Esc did not silence"
        other.focus("#panic")
        return hold(lambda: other.keyboard.down("Enter"), lambda: other.keyboard.up("Enter"))

    check("Shift+Esc silences from a field, and Enter is held to be heard", keys)

    def refused():
        page.click("#engine-button")
        page.get_by_label("Driver").wait_for(timeout=5000)
        page.get_by_label("Driver").select_option("jack")
        page.get_by_role("button", name="Use it").click()
        told = eventually(20, lambda: page.locator(".problem").count() == 1)
        page.screenshot(path=f"{artifacts}/dashboard-engine-refused.png")
        page.locator(".problem").click()
        close()
        return told and server.get("/health")["engine"]["driver"] == "clock" \
            and eventually(5, lambda: page.get_attribute("#engine", "data-engine") == "running")

    check("a device that does not open leaves the former one playing, and says so", refused)
