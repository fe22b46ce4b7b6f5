// Reads the page again and puts the new rows in place, without losing the reader's place on it.
(() => {
  const seconds = Number(document.querySelector('meta[name="refresh-seconds"]')?.content);
  if (!(seconds > 0)) return;

  const isReading = () => document.hidden || String(getSelection()).length > 0;
  const openDetails = () => [...document.querySelectorAll('details[open][id]')].map((element) => element.id);

  async function refresh() {
    if (isReading()) return;
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const next = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('main');
    const main = document.getElementById('main');
    // What was selected or opened while the answer was on its way stays.
    if (next === null || main === null || isReading()) return;
    const open = openDetails();
    for (const id of open) next.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
    if (next.innerHTML !== main.innerHTML) main.replaceChildren(...next.childNodes);
  }

  async function run() {
    try {
      await refresh();
      document.body.classList.remove('stale');
    } catch {
      document.body.classList.add('stale');
    }
    setTimeout(() => void run(), seconds * 1000);
  }
  setTimeout(() => void run(), seconds * 1000);
})();
