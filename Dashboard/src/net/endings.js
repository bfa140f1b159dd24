import {
    CLOSE_CAPACITY,
    CLOSE_EXPIRED,
    CLOSE_INCOMPATIBLE,
    CLOSE_KICKED,
    CLOSE_RATE_LIMITED,
    CLOSE_UNAUTHORIZED,
} from "./protocol.js";

/**
 * What the end of a connection means, by its close code.
 * @param {number} code
 * @returns {{ state: "waiting" | "refused" | "incompatible", reason: string, isLater?: boolean }} `isLater`: the
 *     next attempt is not for the next seconds
 */
export function endingOf(code) {
    switch (code) {
        case CLOSE_UNAUTHORIZED:
            return { state: "refused", reason: "The server did not accept this client." };
        case CLOSE_KICKED:
            return { state: "refused", reason: "Somebody who may has put this client out." };
        case CLOSE_EXPIRED:
            return {
                state: "refused",
                reason: "The time of this client's token is over: ask for another link.",
            };
        case CLOSE_INCOMPATIBLE:
            return { state: "incompatible", reason: "The server was updated." };
        case CLOSE_RATE_LIMITED:
            return { state: "waiting", reason: "This page asked for too much.", isLater: true };
        case CLOSE_CAPACITY:
            return { state: "waiting", reason: "The server has no room for more clients.", isLater: true };
        default:
            return { state: "waiting", reason: "The server closed the connection." };
    }
}
