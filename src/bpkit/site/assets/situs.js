// The form below a writing: it makes an e-mail, a WhatsApp message or a file of a comment. Nothing is sent
// by the page itself.
"use strict";
(function () {
  const words = /*WORDS*/{};
  const form = document.getElementById("tulis");
  if (!form) return;
  const field = (id) => document.getElementById(id);
  const tell = (text) => { field("kabar").textContent = text; };

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  function message(name, text) {
    const about = form.dataset.title + (form.dataset.city ? " (" + form.dataset.city + ")" : "");
    return words.about + ": " + about + "\n" + words.name + ": " + name + "\n" + words.date + ": " + today() + "\n\n" + text;
  }

  // Every value stands in quotation marks as JSON has them, which is YAML as well.
  function file(name, text) {
    const lines = { tulisan: form.dataset.title, kota: form.dataset.city, nama: name, tanggal: today(), teks: text };
    const yaml = Object.keys(lines).map((key) => key + ": " + JSON.stringify(lines[key]) + "\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([yaml], { type: "text/yaml" }));
    const plain = name.replace(/[^\p{L}\p{N} ]+/gu, " ").trim() || "komentar";
    link.download = today() + " " + plain.slice(0, 40) + ".yaml";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    tell(words.saved);
  }

  function open(address) {
    const link = document.createElement("a");
    link.href = address;
    link.rel = "noopener noreferrer";
    if (address.startsWith("https:")) link.target = "_blank";
    document.body.append(link);
    link.click();
    link.remove();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const how = event.target.dataset && event.target.dataset.send;
    if (!how) return;
    const name = field("nama").value.trim(), text = field("teks").value.trim();
    if (!name) { tell(words.need_name); field("nama").focus(); return; }
    if (!text) { tell(words.need_text); field("teks").focus(); return; }
    tell("");
    if (how === "berkas") return file(name, text);
    const said = encodeURIComponent(message(name, text));
    if (how === "surel") {
      const subject = encodeURIComponent(words.subject + ": " + form.dataset.title);
      return open("mailto:" + form.dataset.email + "?subject=" + subject + "&body=" + said);
    }
    open("https://wa.me/" + form.dataset.whatsapp + "?text=" + said);
  });
})();
