// The plain exchange with node's ws: with_ws.js URL
const assert = require("node:assert");
const WebSocket = require("ws");
const { requests, answers } = require("./exchange.json");

const socket = new WebSocket(process.argv[2]);
const giveUp = setTimeout(() => { throw new Error("no answer in 20 s"); }, 20_000);
let next = 0;
const ask = () => socket.send(JSON.stringify(requests[next]));

socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.type === "hello") return ask();
    if (message.id !== requests[next]?.id) return;
    assert.strictEqual(message.type, answers[next].type);
    assert.strictEqual(message.data.code, answers[next].code);
    next += 1;
    if (next < requests.length) ask();
    else socket.ping("here");
});
socket.on("pong", (data) => {
    // The server's own pings are answered by the library.
    if (String(data) === "here") socket.close(1000, "bye");
});
socket.on("close", (code) => {
    clearTimeout(giveUp);
    assert.strictEqual(next, requests.length);
    assert.strictEqual(code, 1000);
});
