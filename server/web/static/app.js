// What pages do beyond plain HTML: upload with progress, log in again in place,
// count down, copy, print. Everything but progress works without it.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var $ = function (q, in_) { return (in_ || document).querySelector(q); };

  // Log in again in place. What could not be sent waits and is sent afterwards.
  var waiting = [];
  function again(then) {
    var box = $("#again");
    if (!box) { location.reload(); return; }
    if (then) waiting.push(then);
    if (!box.open) box.showModal();
  }
  var box = $("#again");
  if (box) {
    $("form", box).addEventListener("submit", function (e) {
      e.preventDefault();
      var wrong = $(".wrong", box), form = e.target, x = new XMLHttpRequest();
      wrong.textContent = "";
      x.open("POST", form.action);
      x.setRequestHeader("X-Requested-With", "page");
      x.onload = function () {
        if (x.status !== 204) { wrong.textContent = x.responseText || "没有登录成功，请再试。"; return; }
        form.elements.password.value = "";
        box.close();
        waiting.splice(0).forEach(function (then) { then(); });
      };
      x.onerror = function () { wrong.textContent = "连不上服务器，请检查网络。"; };
      x.send(new URLSearchParams(new FormData(form)));
    });
    $("[data-close]", box).addEventListener("click", function () { waiting = []; box.close(); });
  }
  document.addEventListener("htmx:beforeSwap", function (e) {
    if (e.detail.xhr.status !== 401) return;
    e.detail.shouldSwap = false;
    var path = e.detail.requestConfig, el = path.elt;
    again(path.verb === "get" ? null : function () { el.requestSubmit ? el.requestSubmit() : el.submit(); });
  });
  // Without a network what is on the page stays, and the page says so.
  function lost(is) { var p = $("#offline"); if (p) p.hidden = !is; }
  document.addEventListener("htmx:sendError", function () { lost(true); });
  document.addEventListener("htmx:afterRequest", function (e) { if (e.detail.xhr && e.detail.xhr.status) lost(false); });
  addEventListener("offline", function () { lost(true); });
  addEventListener("online", function () { lost(false); });

  // What scrolls sideways can be reached and scrolled by keyboard.
  function reach() {
    document.querySelectorAll(".scroll").forEach(function (el) {
      var wide = el.scrollWidth > el.clientWidth;
      if (wide === el.hasAttribute("tabindex")) return;
      if (wide) { el.tabIndex = 0; el.setAttribute("role", "group"); el.setAttribute("aria-label", "表格，可左右滚动"); return; }
      ["tabindex", "role", "aria-label"].forEach(function (a) { el.removeAttribute(a); });
    });
  }
  // What a page says of returns is asked for again when one was filed.
  function filed() { if (window.htmx) window.htmx.trigger(document.body, "filed"); }
  document.addEventListener("htmx:afterRequest", function (e) { if (e.detail.successful && e.detail.requestConfig.verb === "post") filed(); });
  reach();
  var here = $(".top nav [aria-current]");
  if (here) { var menu = here.closest("ul"); menu.scrollLeft = here.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2; }
  document.querySelectorAll(".scroll th.now").forEach(function (th) {
    var box = th.closest(".scroll");
    box.scrollLeft = th.offsetLeft + th.offsetWidth - box.clientWidth + 8;
  });
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  document.addEventListener("htmx:afterSettle", reach);

  // Upload: one file at a time, in order, with progress.
  var form = $("#upload");
  if (form) {
    var list = $("#progress"), results = $("#results"), queue = [], busy = false;
    var take = function (files, more) {
      Array.prototype.forEach.call(files, function (f) {
        if (/^[.~]/.test(f.name)) return; // what offices leave beside open workbooks
        var line = document.createElement("div"), name = document.createElement("span"), bar = document.createElement("progress"), word = document.createElement("em");
        name.textContent = f.name; bar.max = 100; bar.value = 0; bar.setAttribute("aria-label", f.name); word.textContent = "等待";
        line.append(name, bar, word); list.append(line);
        queue.push({ file: f, line: line, bar: bar, word: word, more: more });
      });
      next();
    };
    var next = function () {
      if (busy || !queue.length) return;
      busy = true;
      send(queue.shift());
    };
    var send = function (job) {
      var data = new FormData();
      Array.prototype.forEach.call(form.elements, function (el) {
        if (el.name && el.type !== "file" && el.value && (el.type !== "checkbox" || el.checked)) data.set(el.name, el.value);
      });
      for (var name in job.more) data.set(name, job.more[name]);
      data.append("file", job.file, job.file.name);
      if (job.file.size > Number(form.dataset.max)) { stop(job, "太大了"); return; }
      var x = new XMLHttpRequest();
      x.open("POST", form.action);
      x.setRequestHeader("X-Requested-With", "page");
      x.upload.onprogress = function (e) { if (e.lengthComputable) { job.bar.value = 95 * e.loaded / e.total; job.word.textContent = e.loaded < e.total ? Math.round(100 * e.loaded / e.total) + "%" : "正在核对"; } };
      x.onload = function () {
        lost(false);
        if (x.status === 401) { job.word.textContent = "等待登录"; again(function () { send(job); }); return; }
        if (x.status === 503) { job.word.textContent = "服务器忙，10 秒后再试"; setTimeout(function () { send(job); }, 10000); return; }
        job.line.remove();
        var holder = document.createElement("div");
        holder.innerHTML = x.responseText;
        var first = holder.firstElementChild;
        Array.prototype.slice.call(holder.children).reverse().forEach(function (el) {
          var old = el.id && document.getElementById(el.id);
          if (old) old.remove();
          el.chosen = job;
          results.prepend(el);
          if (window.htmx) window.htmx.process(el);
        });
        reach();
        filed();
        busy = false;
        if (first && !queue.length) { first.focus({ preventScroll: true }); first.scrollIntoView({ block: "start", behavior: "smooth" }); }
        next();
      };
      x.onerror = function () {
        lost(true);
        job.word.textContent = "";
        var b = document.createElement("button");
        b.type = "button"; b.className = "small"; b.textContent = "没有送到，再试";
        b.onclick = function () { b.remove(); send(job); };
        job.word.append(b);
      };
      job.word.textContent = "正在上传";
      x.send(data);
    };
    var stop = function (job, why) { job.bar.remove(); job.word.textContent = why; busy = false; next(); };
    Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (i) {
      i.addEventListener("change", function () { take(i.files); i.value = ""; });
    });
    form.addEventListener("submit", function (e) { e.preventDefault(); $("#files").click(); });
    // What a file lacked is asked below it and sent with it: a password, its
    // unit or period, the reason of a correction.
    results.addEventListener("submit", function (e) {
      var el = e.target.closest(".result");
      if (!e.target.matches(".resend") || !el.chosen) return;
      e.preventDefault();
      var more = Object.assign({}, el.chosen.more);
      new FormData(e.target, e.submitter).forEach(function (x, name) { more[name] = x; });
      el.remove();
      take([el.chosen.file], more);
    });
    ["dragenter", "dragover"].forEach(function (n) { document.addEventListener(n, function (e) { e.preventDefault(); form.classList.add("over"); }); });
    ["dragleave", "drop"].forEach(function (n) { document.addEventListener(n, function (e) { e.preventDefault(); if (n === "drop" || !e.relatedTarget) form.classList.remove("over"); }); });
    document.addEventListener("drop", function (e) {
      var items = e.dataTransfer.items, roots = [];
      for (var i = 0; items && i < items.length; i++) { var r = items[i].webkitGetAsEntry && items[i].webkitGetAsEntry(); if (r) roots.push(r); }
      if (!roots.length) { take(e.dataTransfer.files); return; }
      roots.forEach(walk);
    });
    var walk = function (entry) {
      if (entry.isFile) { entry.file(function (f) { take([f]); }); return; }
      var reader = entry.createReader();
      var more = function () { reader.readEntries(function (some) { if (some.length) { some.forEach(walk); more(); } }); };
      more();
    };
    addEventListener("beforeunload", function (e) { if (busy) e.preventDefault(); });
  }

  // The clock of the page is the server's: only the time since loading is ours.
  var marks = document.querySelectorAll("[data-until]"), began = Date.now();
  function words(ms) {
    var word = ms < 0 ? "已过" : "还剩", m = Math.floor(Math.abs(ms) / 60000), d = Math.floor(m / 1440), h = Math.floor(m / 60) % 24;
    if (d) return word + " " + d + " 天 " + h + " 小时";
    if (h) return word + " " + h + " 小时 " + m % 60 + " 分";
    return word + " " + m + " 分" + (ms > 0 && m < 10 ? " " + Math.floor(ms / 1000) % 60 + " 秒" : "");
  }
  var now = Date.parse(document.body.dataset.now);
  if (now && marks.length) setInterval(function () {
    marks.forEach(function (el) {
      var ms = Date.parse(el.dataset.until) - now - (Date.now() - began), w = words(ms);
      if (el.textContent !== w) el.textContent = w;
      el.classList.toggle("over", ms < 0);
    });
  }, 1000);

  document.addEventListener("change", function (e) {
    if (e.target.matches("select[data-submit]")) e.target.form.submit();
  });
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.ask && !e.target.sure) { e.preventDefault(); ask(e.target, e.submitter); return; }
    if (e.defaultPrevented || e.target.hasAttribute("hx-post") || e.target.closest("dialog")) return;
    // A second press while the answer is on its way would do it twice.
    if (root.classList.contains("going")) { e.preventDefault(); return; }
    root.classList.add("going");
    if (e.submitter) e.submitter.setAttribute("aria-busy", "true");
    setTimeout(rest, 8000);
  });
  // What cannot be taken back is asked first.
  function ask(form, by) {
    var box = $("#sure");
    $("p", box).textContent = form.dataset.ask;
    box.returnValue = "";
    box.onclose = function () {
      if (box.returnValue !== "yes") return;
      form.sure = true;
      form.requestSubmit(by);
    };
    box.showModal();
  }
  function rest() {
    root.classList.remove("going");
    document.querySelectorAll("[aria-busy]").forEach(function (b) { b.removeAttribute("aria-busy"); });
  }
  addEventListener("pageshow", rest);

  // Figures are put where the text is being written.
  var writing = null;
  document.addEventListener("focusin", function (e) { if (e.target.matches("[data-figures]")) writing = e.target; });

  // A code that came behind # in an address is tried at once, and leaves it.
  var join = $('form[action="/join"] input[name="code"]:not([type="hidden"])');
  if (join && location.hash.length > 8) {
    join.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    join.form.requestSubmit();
  }
  function insert(figure) {
    var el = writing || $("[data-figures]");
    if (!el) return;
    el.setRangeText(figure, el.selectionStart, el.selectionEnd, "end");
    el.focus();
    el.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("click", function (e) {
    var t = e.target.closest("[data-copy],[data-print],[data-back],[data-insert],[data-tick]");
    if (!t) {
      document.querySelectorAll("details.me[open], details.pop[open]").forEach(function (d) { if (!d.contains(e.target)) d.open = false; });
      return;
    }
    if (t.hasAttribute("data-print")) { print(); return; }
    if (t.hasAttribute("data-back")) { history.back(); return; }
    if (t.hasAttribute("data-insert")) { insert(t.dataset.insert); return; }
    if (t.hasAttribute("data-tick")) { document.querySelectorAll("[data-fresh]").forEach(function (b) { b.checked = true; }); return; }
    var from = document.getElementById(t.dataset.copy), done = function () { t.textContent = "已复制"; };
    if (navigator.clipboard && isSecureContext) { navigator.clipboard.writeText(from.textContent).then(done); return; }
    var range = document.createRange();
    range.selectNodeContents(from);
    getSelection().removeAllRanges(); getSelection().addRange(range);
    if (document.execCommand("copy")) done();
  });
})();
