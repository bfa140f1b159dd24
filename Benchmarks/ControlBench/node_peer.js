// The plain exchange by node and `ws`, for `make bench-control`: prints its port and serves.
'use strict';
const { WebSocketServer } = require('ws');

const values = new Map();
for (let track = 0; track < 16; track++) {
  for (let place = 0; place < 16; place++) values.set(`t${track}-p${place}`, 0);
}
let revision = 0;
const subscribers = new Set();

function isText(value) {
  return typeof value === 'string' && value.length > 0;
}

function message(id, type, data) {
  return JSON.stringify({ id, type, session_id: 'bench', timestamp: new Date().toISOString(), data });
}

function answer(socket, bytes) {
  let envelope;
  try {
    envelope = JSON.parse(bytes);
  } catch {
    return message(undefined, 'error', { code: 'INVALID_MESSAGE' });
  }
  const { id, type, session_id: session, data } = envelope;
  const refused = (code, field) => message(id, 'error', { code, field });
  if (!isText(type) || typeof data !== 'object' || data === null) return refused('INVALID_MESSAGE', 'data');
  if (session !== 'bench') return refused('SESSION_NOT_FOUND', 'session_id');
  if (type === 'IDENTIFY') {
    if (Array.isArray(data.subscribe) && data.subscribe.length > 0) subscribers.add(socket);
    return message(id, 'ack', { status: 'accepted', revision });
  }
  if (type !== 'PLUGIN_PARAMETER') return refused('UNKNOWN_TYPE', 'type');
  const { track_id: track, plugin_id: plugin, parameter_id: parameter, parameter_value: value } = data;
  if (!isText(track) || !isText(plugin) || !isText(parameter)) return refused('INVALID_MESSAGE', 'data');
  if (!values.has(plugin) || plugin.slice(0, plugin.indexOf('-')) !== track) {
    return refused('PLUGIN_NOT_FOUND', 'plugin_id');
  }
  if (parameter !== 'gain') return refused('INVALID_PARAMETER', 'parameter_id');
  if (typeof value !== 'number' || !(Math.abs(value) <= 70)) {
    return refused('INVALID_PARAMETER', 'parameter_value');
  }
  values.set(plugin, value);
  revision++;
  if (subscribers.size > 0) {
    const told = message(undefined, 'PLUGIN_PARAMETER_CHANGED', {
      track_id: track, plugin_id: plugin, parameter_id: parameter, parameter_value: value, revision,
      origin_id: id,
    });
    for (const other of subscribers) if (other !== socket) other.send(told);
  }
  return message(id, 'ack', { status: 'accepted', revision });
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (bytes) => socket.send(answer(socket, bytes)));
  socket.on('close', () => subscribers.delete(socket));
  socket.on('error', () => socket.terminate());
});
server.on('listening', () => console.log(`port ${server.address().port}`));
