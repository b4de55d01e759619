"use strict";
// A page opened from a drive may not be allowed to use the clipboard: then the text is marked and copied the
// old way, and where that is not allowed either it stays marked, ready for Ctrl+C.
(function () {
  var section = document.getElementById("messages");
  function marked(text) {
    text.closest("details").open = true;
    var range = document.createRange();
    range.selectNodeContents(text);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    try { return document.execCommand("copy"); } catch (refused) { return false; }
  }
  function answer(button, copied) {
    var words = button.dataset.words || button.textContent;
    button.dataset.words = words;
    button.textContent = copied ? section.dataset.copied : section.dataset.byHand;
    window.setTimeout(function () { button.textContent = words; }, 4000);
  }
  section.querySelectorAll("button[data-copy]").forEach(function (button) {
    var text = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", function () {
      if (!navigator.clipboard || !navigator.clipboard.writeText) { answer(button, marked(text)); return; }
      navigator.clipboard.writeText(text.textContent).then(
        function () { answer(button, true); },
        function () { answer(button, marked(text)); }
      );
    });
  });
})();
