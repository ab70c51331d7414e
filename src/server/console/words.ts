/** The two pages that Serin has of its own: to one without a session, and where the console was not built. */
export const noSessionPage = page(
  'Serin: this address needs its token',
  `<p>This is the console of a Serin on this machine. Open it with the address that <code>serin start</code> printed,
or print it again:</p><pre>serin console</pre><p>For a Serin that keeps its data in another folder: <code>serin console --data FOLDER</code></p>`,
);

export const notBuiltPage = page(
  'Serin: the console was not built',
  `<p>Serin runs, and so does the server of its console; the page itself is not there. In a checkout, build it and
load this address again:</p><pre>npm run build:console</pre><p>Meanwhile the command line shows the same: <code>serin watch</code></p>`,
);

function page(title: string, content: string): Buffer {
  return Buffer.from(
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"></head><body><main><h1>${title}</h1>${content}</main></body></html>\n`,
  );
}
