// What the page and its service worker say to each other.

/**
 * The page's question to a service worker that waits: take over now, with the newer version that you hold. It comes with
 * a MessagePort, on which the answer is the number of other windows of the lab. 0: it takes over; else it goes on
 * waiting, because two versions must not work on one store.
 */
export const TAKE_OVER = 'amp-lab/take-over';

/** Status of a file that the server has in another version than the page's (409 Conflict). */
export const OTHER_VERSION = 409;
