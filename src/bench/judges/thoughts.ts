// What a model thinks aloud before its reply, as some local servers send it along.

/** The reply after its last `</think>`; nothing when it began to think and never ended. */
export function withoutThoughts(reply: string): string {
  const end = reply.lastIndexOf('</think>');
  if (end >= 0) return reply.slice(end + '</think>'.length).trimStart();
  return reply.trimStart().startsWith('<think>') ? '' : reply;
}
