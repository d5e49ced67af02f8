/** An answer of the router's size. */
export const HEADERS =
  'Content-Type: application/json\r\nCache-Control: private, max-age=300\r\nNearhop-Reason: matched\r\nETag: W/"1"\r\n';
export const BODY_TAIL =
  '"decision":"node","reason":"matched","caches":[{"node":"Seattle-1","address":"203.0.113.10","port":80,"backup":false}],"ttlSeconds":300,"revision":1234,"health":88}';
