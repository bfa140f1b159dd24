/// The administration's page: plain, because it is read when something is wrong.
enum AdminPage {
    static let html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Outboard: who is at the door</title>
        <style>
        body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; max-width: 70rem }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #ccc }
        h2 { margin: 1.5rem 0 .3rem }
        </style>
        <h1>Who is at the door</h1>
        <form id="ask"><label>Token of the administration
        <input id="token" type="password" autocomplete="off" required></label>
        <button>Show</button></form>
        <p id="problem" role="alert"></p>
        <main id="report" hidden>
        <h2>Connections</h2><table id="connections"></table>
        <h2>In all</h2><table id="throughput"></table>
        <h2>Blocked</h2><table id="blocked"></table>
        <h2>Events</h2><table id="events"></table>
        </main>
        <script src="/admin/page.js"></script>
        </html>
        """

    static let script = """
        const path = "/admin/websocket-security";
        const find = (id) => document.getElementById(id);
        let token = "";

        async function ask(suffix, body) {
          const answer = await fetch(path + suffix, {
            method: body ? "POST" : "GET",
            headers: { authorization: "Bearer " + token, ...(body && { "content-type": "application/json" }) },
            body: body && JSON.stringify(body),
          });
          const value = await answer.json();
          if (!answer.ok) throw new Error(value.error.message);
          return value;
        }

        function fill(id, rows, action) {
          const table = find(id);
          table.replaceChildren();
          if (rows.length === 0) return void (table.insertRow().insertCell().textContent = "none");
          const keys = [...new Set(rows.flatMap(Object.keys))];
          const head = table.insertRow();
          for (const key of keys) {
            const cell = document.createElement("th");
            cell.textContent = key.replaceAll("_", " ");
            head.append(cell);
          }
          for (const row of rows) {
            const line = table.insertRow();
            for (const key of keys) line.insertCell().textContent = row[key] ?? "";
            if (!action) continue;
            const button = document.createElement("button");
            button.textContent = action.name;
            button.onclick = () => ask(action.path, action.body(row)).then(show, fail);
            line.insertCell().append(button);
          }
        }

        async function show() {
          const report = await ask("");
          find("problem").textContent = "";
          find("report").hidden = false;
          fill("connections", report.connections, {
            name: "Put out", path: "/kick", body: (row) => ({ connection_id: row.connection_id }),
          });
          fill("throughput", [report.throughput]);
          fill("blocked", report.blocked, {
            name: "Unblock", path: "/unblock", body: (row) => ({ address: row.address }),
          });
          fill("events", report.events);
        }

        const fail = (error) => { find("problem").textContent = error.message; };

        find("ask").onsubmit = (event) => {
          event.preventDefault();
          token = find("token").value;
          show().catch(fail);
        };
        setInterval(() => { if (token && !find("report").hidden) show().catch(fail); }, 5000);
        """
}
