#include "plot/parts.h"

namespace brunt::plot {
namespace {

// Zoom moves the window of each lane's drawing; the rest of the page is as it was without script.
constexpr std::string_view code = R"js((function () {
  'use strict';
  var doc = document, root = doc.documentElement, fig = doc.getElementById('fig');
  root.classList.add('js');
  try {
    var chosen = doc.getElementById(localStorage.getItem('brunt-theme') || '');
    if (chosen && chosen.name === 'theme') chosen.checked = true;
  } catch (e) {}
  doc.querySelectorAll('.theme input').forEach(function (input) {
    input.onchange = function () { try { localStorage.setItem('brunt-theme', input.id); } catch (e) {} };
  });
  var data = JSON.parse(doc.getElementById('data').textContent), span = data.span, from = 0, width = span;
  var drawings = doc.querySelectorAll('svg.z'), axis = doc.getElementById('axis');
  var read = doc.getElementById('read'), cur = doc.getElementById('cur'), sel = doc.getElementById('sel');
  var at = -1, units = 10000;

  function shown(ms) {
    if (ms >= 1000) return (ms / 1000).toPrecision(3) + '\u202fs';
    return ms >= 1 ? ms.toPrecision(3) + '\u202fms' : (ms * 1000).toPrecision(3) + '\u202f\u00b5s';
  }
  function step(length) {
    var rough = length / 8, decade = Math.pow(10, Math.floor(Math.log10(rough)));
    return [1, 2, 5, 10].map(function (m) { return m * decade; }).find(function (s) { return s >= rough; });
  }
  function field() { return axis.getBoundingClientRect(); }
  function place(t) { return (t - from) / width; }

  function draw() {
    drawings.forEach(function (one) {
      var box = one.viewBox.baseVal;
      one.setAttribute('viewBox', from / span * units + ' 0 ' + width / span * units + ' ' + box.height);
    });
    var by = step(width), text = '', n = 0;
    for (var t = Math.ceil(from / by) * by; t <= from + width * 1.0001; t += by, n++) {
      text += '<i class="x' + (n % 2 ? ' odd' : '') + '" data-left="' + 100 * place(t) + '">' + +t.toPrecision(12) + '</i>';
    }
    axis.innerHTML = text;
    axis.querySelectorAll('i').forEach(function (label) { label.style.left = label.dataset.left + '%'; });
    point();
  }
  function point() {
    var slices = data.runs[0].s, slice = slices[at];
    cur.style.display = 'none';
    if (!slice) return;
    var t = Math.max(0, slice[0]) + data.runs[0].w / 2;
    read.textContent = data.runs.map(function (run, i) {
      var found = run.s.filter(function (s) { return s[0] <= t && t < s[0] + run.w; })[0];
      var name = data.runs.length > 1 ? 'run ' + (i + 1) + ': ' : '';
      if (!found) return name + 'nothing due';
      var good = found[1] - found[2];
      return name + found[1] + ' sent, ' + found[2] + ' failed' +
        (good ? ', p50 ' + shown(found[3]) + ', p95 ' + shown(found[4]) + ', p99 ' + shown(found[5]) : '');
    }).join('; ');
    read.textContent = '+' + Math.max(0, slice[0]).toFixed(1) + '\u202fs  ' + read.textContent;
    var share = place(t);
    if (share < 0 || share > 1) return;
    var area = field(), whole = fig.getBoundingClientRect();
    cur.style.left = area.left - whole.left + share * area.width + 'px';
    cur.style.display = 'block';
  }
  function window_to(a, length) {
    width = Math.min(span, Math.max(span / 5000, length));
    from = Math.min(span - width, Math.max(0, a));
    draw();
  }
  function zoom(factor, share) { window_to(from + width * share * (1 - factor), width * factor); }
  function time_of(event) { var area = field(); return from + width * (event.clientX - area.left) / area.width; }
  function nearest(t) {
    var best = -1, gap = Infinity;
    data.runs[0].s.forEach(function (slice, i) {
      var d = Math.abs(slice[0] + data.runs[0].w / 2 - t);
      if (d < gap) { gap = d; best = i; }
    });
    return best;
  }
  function move(by) {
    var last = data.runs[0].s.length - 1;
    at = Math.min(last, Math.max(0, at < 0 ? (by > 0 ? 0 : last) : at + by));
    var t = data.runs[0].s[at][0] + data.runs[0].w / 2;
    if (t < from || t > from + width) window_to(t - width / 2, width); else point();
  }
  var keys = {
    ArrowRight: function () { move(1); }, ArrowLeft: function () { move(-1); },
    Home: function () { at = 0; move(0); }, End: function () { at = data.runs[0].s.length - 1; move(0); },
    '+': function () { zoom(0.5, focus()); }, '=': function () { zoom(0.5, focus()); }, '-': function () { zoom(2, focus()); },
    '0': function () { window_to(0, span); }, Escape: function () { at = -1; read.textContent = ''; point(); }
  };
  function focus() {
    var slice = data.runs[0].s[at], share = slice ? place(slice[0] + data.runs[0].w / 2) : 0.5;
    return share >= 0 && share <= 1 ? share : 0.5;
  }
  fig.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  doc.querySelectorAll('[data-act]').forEach(function (button) {
    button.onclick = function () { keys[button.dataset.act](); };
  });
  var start = null;
  fig.addEventListener('pointerdown', function (event) {
    if (event.button === 0 && event.pointerType === 'mouse') start = event.clientX;
  });
  fig.addEventListener('pointermove', function (event) {
    at = nearest(time_of(event));
    point();
    if (start === null || Math.abs(event.clientX - start) < 5) return;
    var whole = fig.getBoundingClientRect();
    sel.style.display = 'block';
    sel.style.left = Math.min(start, event.clientX) - whole.left + 'px';
    sel.style.width = Math.abs(event.clientX - start) + 'px';
  });
  doc.addEventListener('pointerup', function (event) {
    if (start !== null && Math.abs(event.clientX - start) >= 5) {
      var a = time_of({clientX: start}), b = time_of(event);
      window_to(Math.min(a, b), Math.abs(b - a));
    }
    start = null;
    sel.style.display = 'none';
  });
  fig.addEventListener('dblclick', function () { window_to(0, span); });
})();
)js";

}  // namespace

std::string_view script() {
  return code;
}

}  // namespace brunt::plot
