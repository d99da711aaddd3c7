export interface ServerEvent {
  type: string;
  id: string;
  data: string;
}

/**
 * Delivers server-sent events as they arrive (WHATWG HTML, "Interpreting an event stream"); resolves when the stream
 * ends. Resuming is the caller's task.
 */
export async function readServerEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    // An event ends with an empty line; an unfinished one waits for the next piece.
    const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) onEvent(eventIn(block));
  }
}

function eventIn(block: string): ServerEvent {
  const event = { type: 'message', id: '' };
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') event.type = value;
    else if (field === 'id') event.id = value;
  }
  return { ...event, data: data.join('\n') };
}
