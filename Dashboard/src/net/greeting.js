import { PROTOCOL_VERSION } from "./protocol.js";

/**
 * What is said to a server's `hello`: the data of IDENTIFY, or why there is no use in it.
 * @param {Record<string, any>} hello
 * @param {import("./connection-types.js").Identity} identity
 * @param {import("./connection-types.js").Position | null} resume where the state was; null: there is none
 * @returns {{ ending: { state: "refused" | "incompatible", reason: string }, data?: undefined }
 *     | { ending?: undefined, data: Record<string, any> }}
 */
export function answerTo(hello, { token, clientId, topics }, resume) {
    const versions = hello["protocols"] ?? [hello["protocol"]];
    if (!versions.includes(PROTOCOL_VERSION)) {
        const reason = "The server speaks another version of the protocol.";
        return { ending: { state: "incompatible", reason } };
    }
    if (hello["auth"] === "token" && !token) {
        return { ending: { state: "refused", reason: "This server needs a token." } };
    }
    return {
        data: {
            client: "dashboard",
            ...(clientId ? { client_id: clientId } : {}),
            ...(topics ? { subscribe: topics } : {}),
            ...(token ? { token } : {}),
            ...(resume ? { resume } : {}),
        },
    };
}
