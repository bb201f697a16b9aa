#include "report/assets.h"

namespace brunt::report {

std::string_view script() {
  return R"js(
(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  root.className = 'js';
  var all = function (css, from) { return [].slice.call((from || doc).querySelectorAll(css)); };

  // The theme a reader chose last time; a page opened from disk may have no storage.
  try {
    var chosen = doc.getElementById(localStorage.getItem('brunt-theme') || '');
    if (chosen) chosen.checked = true;
  } catch (e) {}
  all('.theme input').forEach(function (input) {
    input.onchange = function () { try { localStorage.setItem('brunt-theme', input.id); } catch (e) {} };
  });

  // Paper shows what is folded.
  var shut = [];
  addEventListener('beforeprint', function () {
    shut = all('details:not([open]):not(.noprint)');
    shut.forEach(function (d) { d.open = true; });
  });
  addEventListener('afterprint', function () { shut.forEach(function (d) { d.open = false; }); });

  var svg = doc.querySelector('.tl-w'), fig = doc.getElementById('fig'), out = doc.getElementById('read');
  if (!svg) return;
  var box = svg.viewBox.baseVal, data = svg.dataset;
  var left = +data.l, right = +data.r, span = +data.span, t0 = +data.t0, top = +data.top;
  var unit = (right - left) / span, k = 1, o = 0, hot = null;
  var cursor = svg.querySelector('.cur'), ticks = svg.querySelector('.tk'), ticks0 = ticks.innerHTML;
  var x = function (at) { return k * at + o; };

  // Placed marks, bars, stretched paths: the three kinds of things that move.
  var marks = all('.m', svg).map(function (e) {
    var m = /\(([\d.-]+) ([\d.-]+)/.exec(e.getAttribute('transform'));
    return { e: e, x: +m[1], y: +m[2] };
  });
  var bars = all('.b', svg).filter(function (e) { return e.tagName === 'rect'; }).map(function (e) {
    return { e: e, x: +e.getAttribute('x'), w: +e.getAttribute('width'), y: +e.getAttribute('y') };
  });
  var paths = all('path.s', svg);
  var where = new Map();
  marks.concat(bars).forEach(function (p) { where.set(p.e, p); });

  var lanes = all('g[data-lane]', svg).map(function (g) {
    var found = all('title', g).map(function (t) {
      var e = t.parentNode, p = where.get(e), point = { e: e, x: p.x + (p.w || 0) / 2, y: p.y + (p.w ? 6 : 0), s: t.textContent };
      t.remove();
      return point;
    });
    return found.sort(function (a, b) { return a.x - b.x; });
  }).filter(function (a) { return a.length; });
  var points = [].concat.apply([], lanes), lane = 0, index = -1;

  function clock(t, step) {
    var n = Math.floor(t + 1e-6), two = function (v) { return (v < 10 ? '0' : '') + v; };
    var text = two(Math.floor(n / 3600) % 24) + ':' + two(Math.floor(n / 60) % 60) + ':' + two(n % 60);
    return step < 1 ? text + (t - n).toFixed(step < 0.1 ? 2 : 1).slice(1) : text;
  }
  function drawTicks() {
    if (k === 1) { ticks.innerHTML = ticks0; return; }
    var from = t0 + ((left - o) / k - left) / unit, to = from + span / k, html = '';
    var steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400];
    var step = steps.filter(function (s) { return (to - from) / s <= 8; })[0] || 604800;
    for (var i = Math.ceil(from / step); i * step <= to; i++) {
      var at = x(left + (i * step - t0) * unit).toFixed(1), text = clock(i * step, step);
      html += '<path class="grid" d="M' + at + ' ' + top + 'V' + (box.height - 20) + '"/>';
      [14, box.height - 4].forEach(function (y) {
        html += '<text class="ax" x="' + at + '" y="' + y + '" text-anchor="middle">' + text + '</text>';
      });
    }
    ticks.innerHTML = html;
  }
  function draw() {
    marks.forEach(function (m) { m.e.setAttribute('transform', 'translate(' + x(m.x).toFixed(1) + ' ' + m.y + ')'); });
    bars.forEach(function (b) {
      b.e.setAttribute('x', x(b.x).toFixed(1));
      b.e.setAttribute('width', Math.max(0.8, b.w * k).toFixed(1));
    });
    paths.forEach(function (p) { p.setAttribute('transform', 'matrix(' + k + ' 0 0 1 ' + o + ' 0)'); });
    drawTicks();
    if (hot) show(hot);
  }
  function limit() {
    k = Math.max(1, Math.min(Math.max(24, span), k));
    if (k < 1.02) k = 1;
    o = Math.min(left * (1 - k), Math.max(right * (1 - k), o));
  }
  function zoom(factor, centre) {
    var at = (centre - o) / k;
    k *= factor; limit();
    o = centre - k * at; limit();
    draw();
  }
  function fit(from, to) {  // seconds after the axis' origin
    k = span / (to - from); limit();
    o = left - k * (left + from * unit); limit();
    draw();
  }
  function show(p) {
    if (hot) hot.e.classList.remove('hot');
    hot = p;
    p.e.classList.add('hot');
    out.textContent = p.s;
    cursor.setAttribute('transform', 'translate(' + x(p.x).toFixed(1) + ' 0)');
    cursor.style.visibility = 'visible';
  }
  function hide() {
    if (hot) hot.e.classList.remove('hot');
    hot = null;
    cursor.style.visibility = 'hidden';
  }
  function spot(ev) {
    var r = svg.getBoundingClientRect(), scale = box.width / r.width;
    return { x: (ev.clientX - r.left) * scale, y: (ev.clientY - r.top) * scale };
  }

  var drag = null;
  svg.onpointermove = function (ev) {
    var c = spot(ev), best = null, least = 60;
    if (c.x < left) return;
    points.forEach(function (p) {
      var d = Math.abs(x(p.x) - c.x) + 0.4 * Math.abs(p.y - c.y);
      if (d < least) { least = d; best = p; }
    });
    if (best) show(best);
  };
  svg.onpointerleave = hide;
  svg.onpointerdown = function (ev) { if (ev.pointerType === 'mouse') drag = spot(ev).x; };
  addEventListener('pointerup', function (ev) {
    if (drag === null) return;
    var at = spot(ev).x, a = Math.max(left, Math.min(at, drag)), b = Math.max(at, drag);
    drag = null;
    var time = function (v) { return ((v - o) / k - left) / unit; };
    if (b - a > 12) fit(time(a), time(b));
  });
  svg.ondblclick = function () { fit(0, span); };
  svg.addEventListener('wheel', function (ev) {
    if (!ev.ctrlKey && !ev.metaKey) return;
    ev.preventDefault();
    zoom(ev.deltaY < 0 ? 1.25 : 0.8, spot(ev).x);
  }, { passive: false });

  var act = {
    all: function () { fit(0, span); },
    fit: function (b) { fit(+b.dataset.from, +b.dataset.to); },
    in: function () { zoom(1.6, hot ? x(hot.x) : (left + right) / 2); },
    out: function () { zoom(0.625, (left + right) / 2); }
  };
  all('.tools button').forEach(function (b) { b.onclick = function () { act[b.dataset.act](b); }; });

  function nearest(points, at) {
    var best = 0;
    points.forEach(function (p, i) { if (Math.abs(p.x - at) < Math.abs(points[best].x - at)) best = i; });
    return best;
  }
  fig.tabIndex = 0;
  fig.onkeydown = function (ev) {
    if (ev.target !== fig || !lanes.length || ev.ctrlKey || ev.metaKey || ev.altKey) return;
    var key = ev.key, side = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    var down = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    if (side) {
      index = Math.max(0, Math.min(lanes[lane].length - 1, index + side * (ev.shiftKey ? 10 : 1)));
    } else if (down) {
      var at = hot ? hot.x : left;
      lane = Math.max(0, Math.min(lanes.length - 1, lane + down));
      index = nearest(lanes[lane], at);
    } else if (key === '+' || key === '=') { act.in(); }
    else if (key === '-') { act.out(); }
    else if (key === '0' || key === 'Escape') { act.all(); }
    else { return; }
    ev.preventDefault();
    if (!side && !down) return;
    var p = lanes[lane][index];
    if (x(p.x) < left || x(p.x) > right) { o = (left + right) / 2 - k * p.x; limit(); draw(); }
    show(p);
  };

  // An impact too thin to see starts zoomed in.
  var first = doc.querySelector('.tools button[data-act=fit]');
  if (first && (first.dataset.to - first.dataset.from) / 1.6 * unit < 4) act.fit(first);
})();
)js";
}

}  // namespace brunt::report
