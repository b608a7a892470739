/** What anyone signed in may see: a page that Turbo drives, with the page-wide interception. */
export const turboPage = () =>
  page(
    'Turbo',
    `<script type="module" src="/test/clients/bundled/turbo.ts"></script>
     <a id="link" href="/api/statement" data-turbo-prefetch="false">Statement</a>
     <a id="prefetched" href="/api/receipt">Receipt</a>
     <form id="form" method="post" action="/api/payments" enctype="multipart/form-data">
       <input name="amount" value="250">
       <input name="invoice" type="file">
       <button name="from" value="savings">Pay</button>
     </form>
     <form id="stream-form" method="post" action="/api/streams"><button>Add</button></form>
     <ul id="list"></ul>
     <turbo-frame id="frame"><a id="frame-link" href="/api/statement">Statement</a></turbo-frame>`,
  );

/** A refusal for people to read, with a header for us (RFC 9470). */
export const refusalPage = () =>
  page('Verify again', '', {
    status: 403,
    headers: { 'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' },
  });

/** What the bank shows to those who have verified again. */
export function answerPage(pathname: string, body: string): Response {
  switch (pathname) {
    case '/api/payments':
      return new Response(null, { status: 303, headers: { Location: '/api/receipt' } });
    case '/api/receipt':
      return page('Receipt');
    case '/api/statement':
      return page('Statement', '<turbo-frame id="frame">Statement in a frame</turbo-frame>');
    case '/api/streams':
      return markup('<turbo-stream action="append" target="list"><template><li>Added</li></template></turbo-stream>', {
        headers: { 'Content-Type': 'text/vnd.turbo-stream.html' },
      });
    case '/api/fragment':
      return markup(`<p>Sent ${body}</p>`);
    default:
      return new Response('No such page', { status: 404 });
  }
}

const page = (title: string, content = '', init?: ResponseInit) =>
  markup(
    `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>${content}</body></html>`,
    init,
  );

function markup(text: string, { status = 200, headers }: ResponseInit = {}): Response {
  const all = new Headers(headers);
  if (!all.has('Content-Type')) all.set('Content-Type', 'text/html; charset=utf-8');
  return new Response(text, { status, headers: all });
}
