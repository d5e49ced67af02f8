/** A small live page over `/summary`. It holds no data itself: that is asked for with the token that the reader has. */
export const STATUS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nearhop cache node</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b1b1b; background: #fff; }
  table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
  caption { text-align: left; font-weight: 600; padding: .5rem 0; }
  th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
  th:first-child, td:first-child { text-align: left; }
  form { margin: 0 0 1rem; }
</style>
<h1>Cache node</h1>
<p id="state" role="status">Asking…</p>
<form id="access" hidden><label>Token <input id="token" type="password" autocomplete="off"></label> <button>Show</button></form>
<table id="spans"></table>
<table id="drives"></table>
<table id="origins"></table>
<table id="objects"></table>
<script>
  const byId = (id) => document.getElementById(id);
  const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const size = (bytes) => {
    let unit = 0;
    for (; bytes >= 1000 && unit < UNITS.length - 1; unit++) bytes /= 1000;
    return bytes.toFixed(unit === 0 ? 0 : 1) + ' ' + UNITS[unit];
  };
  const ratio = (value) => (value === null ? '–' : (value * 100).toFixed(1) + ' %');
  const fill = (id, caption, head, rows) => {
    const table = byId(id);
    table.replaceChildren();
    table.createCaption().textContent = caption;
    const add = (cells, kind) => {
      const row = table.insertRow();
      for (const cell of cells) row.appendChild(document.createElement(kind)).textContent = cell;
    };
    add(head, 'th');
    for (const row of rows) add(row, 'td');
  };
  const HEAD = ['requests', 'from cache', 'from origins', 'sent', 'hit ratio'];
  const cells = (sums) => [sums.requests, size(sums.hitBytes), size(sums.missBytes), size(sums.egressBytes), ratio(sums.hitRatioBytes)];
  const show = (all) => {
    byId('state').textContent = (all.serving ? 'Serving' : 'Not serving') + ' · ' + all.at;
    fill('spans', 'Traffic', ['', ...HEAD], [
      ['last minute', ...cells(all.lastMinute)], ['last hour', ...cells(all.lastHour)],
      ['last day', ...cells(all.lastDay)], ['in all', ...cells(all)],
    ]);
    fill('drives', 'Drives', ['', 'state', 'used', 'of', 'objects'],
      all.drives.map((drive) => [drive.directory, drive.state, size(drive.usedBytes), size(drive.sizeBytes), drive.objects]));
    fill('origins', 'Origins', ['', ...HEAD], all.origins.map((origin) => [origin.origin, ...cells(origin)]));
    fill('objects', 'Top objects', ['', 'sent'], all.topObjects.map((top) => [top.origin + top.target, size(top.bytes)]));
  };
  const look = async () => {
    const token = byId('token').value;
    const headers = token === '' ? {} : { Authorization: 'Bearer ' + token };
    try {
      const answer = await fetch('/summary', { headers: { Accept: 'application/json', ...headers } });
      byId('access').hidden = answer.status !== 401;
      if (answer.ok) show(await answer.json());
      else byId('state').textContent = 'A token is needed';
    } catch {
      byId('state').textContent = 'No answer';
    }
  };
  byId('access').addEventListener('submit', (event) => { event.preventDefault(); look(); });
  setInterval(look, 2000);
  look();
</script>
</html>
`;
