// Searches the index in cari/, of which each file is a small script: so it works from a folder as from a server.
"use strict";
const bpkitCari = (function () {
  const words = /*WORDS*/{};
  const SHOWN = 20;
  const loaded = new Map(); // by address: a promise of what the file handed over
  const given = new Map(); // by name: what files handed over
  let segments = [];
  let asked = 0, found = [], shown = 0;
  const field = (id) => document.getElementById(id);

  // What the files call -----------------------------------------------------------------------------

  const api = {
    segmen(rows) { segments = rows.map(([name, called, count, letters]) => ({ name, called, count, letters })); begin(); },
    d(segment, block, rows) { given.set(segment + "/d" + block, rows); },
    c(segment, provinces, media, traits) { given.set(segment + "/ciri", { provinces, media, traits }); },
    w(segment, name, text, head) { given.set(segment + "/w-" + name, { text: map(text), head: map(head) }); },
  };

  function map(record) { return new Map(Object.entries(record)); }

  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((done) => {
        const script = document.createElement("script");
        script.src = "cari/" + name + ".js";
        // A file that is not there is a beginning that no word has.
        script.onload = script.onerror = () => done(given.get(name));
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  // Words -------------------------------------------------------------------------------------------

  function fold(text) {
    const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    return (plain.match(/[\p{L}\p{N}]+/gu) || []).filter((word) => word.length > 1);
  }

  function beginning(word, letters) {
    const match = word.match(new RegExp("^[a-z0-9]{" + letters + "}"));
    return match ? match[0] : "_";
  }

  function numbers(packed) {
    let last = 0;
    return packed.split(",").map((step) => (last += parseInt(step, 36)));
  }

  // How much each writing of a segment has to do with one word: more where it stands in the head or whole.
  async function weighed(segment, word) {
    const file = await load(segment.name + "/w-" + beginning(word, segment.letters));
    const weights = new Map();
    if (!file) return weights;
    for (const [records, weight] of [[file.text, 1], [file.head, 6]]) {
      for (const [known, packed] of records) {
        if (!known.startsWith(word)) continue;
        const worth = weight * (known === word ? 2 : 1);
        if (packed === "*") return "*";
        for (const number of numbers(packed)) weights.set(number, Math.max(weights.get(number) || 0, worth));
      }
    }
    return weights;
  }

  async function matching(segment, asked) {
    const all = await Promise.all(asked.map((word) => weighed(segment, word)));
    const telling = all.filter((weights) => weights !== "*");
    const totals = new Map();
    if (!telling.length) {
      for (let number = 0; number < segment.count; number++) totals.set(number, 0);
      return totals;
    }
    for (const [number, weight] of telling[0]) {
      let total = weight;
      for (const weights of telling.slice(1)) {
        if (!weights.has(number)) { total = -1; break; }
        total += weights.get(number);
      }
      if (total >= 0) totals.set(number, total);
    }
    return totals;
  }

  // Searching ---------------------------------------------------------------------------------------

  async function search() {
    const turn = ++asked;
    const query = fold(field("kata").value);
    const wanted = { month: field("bulan").value, province: field("propinsi").value, medium: field("media").value, chosen: field("terpilih").checked };
    const filtered = wanted.month || wanted.province || wanted.medium || wanted.chosen;
    if (!query.length && !filtered) { found = []; show(turn, true); return; }
    tell(words.loading);
    const searched = segments.filter((segment) => !wanted.month || segment.name === wanted.month);
    const parts = await Promise.all(searched.map(async (segment, age) => {
      const [totals, traits] = await Promise.all([matching(segment, query), load(segment.name + "/ciri")]);
      const kept = [];
      for (const [number, total] of totals) if (suits(traits, number, wanted)) kept.push({ segment, age, number, total });
      return kept;
    }));
    if (turn !== asked) return; // somebody typed on meanwhile
    found = parts.flat().sort((one, other) => other.total - one.total || one.age - other.age || one.number - other.number);
    show(turn, false);
  }

  function suits(file, number, wanted) {
    if (!file) return false;
    const [province, medium, chosen] = file.traits[number];
    return (!wanted.province || file.provinces[province] === wanted.province)
      && (!wanted.medium || file.media[medium] === wanted.medium) && (!wanted.chosen || chosen === 1);
  }

  function tell(text) { field("kabar").textContent = text; }

  async function show(turn, idle) {
    field("hasil").replaceChildren();
    shown = 0;
    tell(idle ? "" : found.length ? words.results.replace("{count}", found.length) : words.none);
    await more(turn);
  }

  async function more(turn) {
    const next = found.slice(shown, shown + SHOWN);
    const rows = await Promise.all(next.map(async (one) => {
      const block = await load(one.segment.name + "/d" + Math.floor(one.number / 100));
      return [one, block && block[one.number % 100]];
    }));
    if (turn !== asked) return;
    shown += next.length;
    for (const [one, row] of rows) if (row) field("hasil").append(entry(one, row));
    field("lagi").hidden = shown >= found.length;
  }

  function entry(one, [slug, title, authors, city, province]) {
    const item = document.createElement("li"), link = document.createElement("a"), said = document.createElement("p");
    link.href = "tulisan/" + encodeURIComponent(slug) + ".html";
    link.textContent = title;
    said.className = "quiet";
    said.textContent = [authors, [city, province].filter(Boolean).join(", "), one.segment.called].filter(Boolean).join(" · ");
    item.append(link, said);
    return item;
  }

  // The page ----------------------------------------------------------------------------------------

  function option(select, value, text) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = text;
    select.append(made);
  }

  async function begin() {
    for (const segment of segments) option(field("bulan"), segment.name, segment.called);
    const traits = (await Promise.all(segments.map((segment) => load(segment.name + "/ciri")))).filter(Boolean);
    const every = (key) => [...new Set(traits.flatMap((one) => one[key]))].filter(Boolean).sort();
    for (const province of every("provinces")) option(field("propinsi"), province, province);
    for (const medium of every("media")) option(field("media"), medium, medium === "produk" ? words.product : words[medium] || medium);
    let waiting = 0;
    field("kata").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
    field("kata").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      field("kata").value = "";
      search();
    });
    for (const id of ["bulan", "propinsi", "media", "terpilih"]) field(id).addEventListener("change", search);
    field("cari").addEventListener("submit", (event) => { event.preventDefault(); search(); });
    field("lagi").addEventListener("click", () => more(asked));
    // A link may bring its question with it: cari.html#kata
    let brought = location.hash.slice(1);
    try { brought = decodeURIComponent(brought); } catch { /* as it was typed */ }
    if (brought) { field("kata").value = brought; search(); }
  }

  return api;
})();
