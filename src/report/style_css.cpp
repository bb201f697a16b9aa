#include <algorithm>
#include <string>

#include "report/assets.h"
#include "report/escape.h"
#include "report/palette.h"

namespace brunt::report {

namespace {

constexpr std::string_view base_rules = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere}
h1,h2,h3,p,figure,dl,dd,ul,ol,table{margin:0;padding:0}
ul,ol{list-style:none}
a{color:var(--good);text-underline-offset:2px;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--good);outline-offset:2px;border-radius:2px}
code,pre{font-family:var(--mono);font-size:.88em}
b{font-weight:650}
.wrap{max-width:1520px;margin:0 auto;padding:0 40px 56px}
.q{color:var(--ink3)}.s2{color:var(--ink2)}.bad{color:var(--bad)}
.nw,.ib,.tm{white-space:nowrap}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--bg);padding:8px;z-index:1}
.defs{position:absolute}
)css";

constexpr std::string_view head_rules = R"css(
.bar{display:flex;gap:6px 20px;align-items:center;flex-wrap:wrap;padding:14px 0 12px;border-bottom:1px solid var(--line);font-size:13px;color:var(--ink2)}
.logo{display:flex;gap:8px;align-items:center;font-weight:700;color:var(--ink);font-size:15px;letter-spacing:-.01em}
.bar .sp{flex:1}
.emu{border:1px dashed var(--edge);border-radius:4px;padding:1px 8px;color:var(--ink)}
.theme{display:flex;border:1px solid var(--edge);border-radius:6px;overflow:hidden;margin:0;padding:0;min-width:0}
.theme label{padding:3px 10px;cursor:pointer;font-size:12.5px}
.theme input+label:not(:first-of-type){border-left:1px solid var(--line)}
.theme input{position:absolute;opacity:0}
.theme input:checked+label{background:var(--ink);color:var(--bg)}
.theme input:focus-visible+label{outline:2px solid var(--good);outline-offset:-3px}
.alert{display:grid;grid-template-columns:22px 1fr;gap:12px;margin-top:18px;padding:12px 0;border-top:2px solid var(--warn);border-bottom:1px solid var(--warn);font-size:14px}
.alert b{color:var(--warn);font-size:16px}
.first{display:grid;grid-template-columns:minmax(0,1fr) minmax(300px,424px);gap:0 60px;padding-top:22px}
h1{font-size:23px;line-height:1.3;font-weight:450;letter-spacing:-.01em;color:var(--ink2);max-width:36em;text-wrap:balance}
h1.long{font-size:18px}h1.longer{font-size:15px}
.answer{display:flex;gap:14px;align-items:center;margin:12px 0 14px;font-size:38px;line-height:1.15;font-weight:700;letter-spacing:-.022em;text-wrap:balance}
.answer .sh{flex:none}
.lead{font-size:19px;line-height:1.5;max-width:41em;text-wrap:pretty}
.conf{margin-top:14px;font-size:14px;color:var(--ink2)}.conf b{color:var(--ink)}
.v{display:inline-flex;gap:6px;align-items:center;font-weight:650;white-space:nowrap}
.v .sh{flex:none}.v-good{color:var(--good)}.v-bad{color:var(--bad)}.v-warn{color:var(--warn)}.v-none{color:var(--none)}
.badge{border:1.5px solid currentColor;border-radius:5px;padding:1px 9px;font-size:13px;text-transform:uppercase;letter-spacing:.06em;margin-right:10px}
.side h2{font-size:12.5px;letter-spacing:.02em;color:var(--ink3);font-weight:600;margin-bottom:6px}
.three{display:grid;grid-template-columns:auto 1fr;gap:4px 14px;font-size:14px;padding-bottom:14px;margin-bottom:13px;border-bottom:1px solid var(--line)}
.three dt{color:var(--ink2)}
.three .v{white-space:normal}
.blind{display:grid;gap:7px;font-size:14px;line-height:1.4}
.blind li{display:grid;grid-template-columns:17px 1fr;gap:8px}
.blind .sh{margin-top:2px}
.figs{grid-column:1/-1;display:grid;grid-template-columns:repeat(5,1fr);margin-top:24px;border-top:1.5px solid var(--ink);border-bottom:1px solid var(--line)}
.figs>div{padding:11px 20px 13px;border-left:1px solid var(--line);display:flex;flex-direction:column}
.figs>div:first-child{border-left:0;padding-left:0}.figs>div:last-child{padding-right:0}
.figs dt{font-size:13px;color:var(--ink2)}
.figs .n{font-size:27px;line-height:1.25;font-weight:650;letter-spacing:-.02em;white-space:nowrap}
.figs .n small{font-size:15px;font-weight:500;color:var(--ink2);letter-spacing:0}
.figs .d{display:flex;flex-direction:column;flex:1;font-size:13px;line-height:1.4;color:var(--ink2);margin-top:3px}
.mini{display:block;width:100%;max-width:190px;height:16px;margin-top:auto;padding-top:0}
.figs .d .mini{transform:translateY(1px);min-height:16px;box-sizing:content-box;padding-top:9px}
)css";

constexpr std::string_view chart_rules = R"css(
.hero{margin-top:24px}
.cap{font-size:13px;color:var(--ink2);line-height:1.45;margin-top:8px}
.herohead{display:flex;gap:4px 18px;align-items:baseline;flex-wrap:wrap;margin-bottom:8px}
.herohead h2{font-size:17px;font-weight:650;letter-spacing:-.01em}
.read{flex:1 1 340px;min-height:1.5em;font:12.5px/1.5 var(--mono);color:var(--ink2);text-align:right}
.tools{display:none;gap:4px;flex-wrap:wrap}.js .tools{display:flex}
.tools button{font:500 12.5px/1 var(--sans);color:var(--ink);background:none;border:1px solid var(--edge);border-radius:5px;padding:5px 9px;cursor:pointer}
.tools button:hover{background:var(--sunk)}
.tl{display:none;width:100%;height:auto;overflow:visible;font:11.5px var(--sans);fill:var(--ink2)}
.his{display:block;max-width:900px;margin-bottom:10px}
.tl-w{display:block;touch-action:pan-y;cursor:crosshair}
.tl-m{font-size:11.2px}.tl-n{font-size:10.8px}
.tl .ln{font-weight:650;fill:var(--ink);font-size:1.08em}
.tl .ls,.tl .ax{fill:var(--ink3);font-weight:400;font-size:11px}
.tl-m .ls,.tl-m .ax{font-size:10.6px}.tl-n .ls,.tl-n .ax{font-size:10.4px}
.tl .an,.tl .ax{paint-order:stroke;stroke:var(--bg);stroke-width:3.2px;stroke-linejoin:round}
.tl .on,.tl .sil{stroke:var(--impact)}
.tl text.b{font-weight:650;fill:var(--ink)}.tl text.q{fill:var(--ink3)}
.tl text.bad,.tl tspan.bad{fill:var(--bad);font-weight:600}.tl text.good{fill:var(--good);font-weight:600}
.tl .grid,.tl .sep{stroke:var(--line);stroke-width:1;fill:none}
.tl .lim{stroke:var(--edge);stroke-dasharray:4 3;fill:none}
.tl path.s{vector-effect:non-scaling-stroke}
.tl .impact{fill:var(--impact)}.tl .fault{opacity:.82}.tl .flag{fill:var(--bad)}
.tl .ev{stroke:var(--bad);stroke-width:1.1;fill:none}
.tl .det{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 3;fill:none}
.tl .dim{fill:none;stroke-width:1.4}.tl .d-bad{stroke:var(--bad)}.tl .d-ink{stroke:var(--ink)}
.tl .ph{fill:var(--ink2);stroke:var(--bg);stroke-width:1.5}.tl .ph-t{fill:var(--bg);font-weight:600}
.tl .pause{fill:var(--bg);stroke:var(--edge);stroke-width:1}.tl .pa-t{fill:var(--ink2)}
.tl .act{fill:var(--ink)}.tl .failed{fill:var(--bad)}
.tl .load{stroke:var(--edge);stroke-width:1}
.tl .torn{stroke:var(--bg);stroke-width:4;fill:none}
.tl .wil{fill:var(--goodbg)}.tl .stp{fill:none;stroke-width:1.7}.tl .g{stroke:var(--good)}.tl .fillg{fill:var(--goodbg);fill-opacity:.55}
.tl .val{font-weight:600;fill:var(--ink2);stroke-width:2.4px}.tl text.val.bad{fill:var(--bad)}
.tl .silence{fill:var(--impact);stroke:var(--bad);stroke-width:1.2}
.tl .unseen{stroke:var(--none);stroke-width:1.6;stroke-dasharray:1.5 4.5;fill:none}
.tl .pts{stroke:var(--good);stroke-linecap:round;stroke-width:4.2;fill:none}.tl-m .pts{stroke-width:3.2}.tl-n .pts{stroke-width:2.3}
.tl .pts.fine{stroke-width:2}.tl-n .pts.fine{stroke-width:1.4}
.tl .crs{stroke:var(--bad);stroke-width:1.2;fill:none}.tl .lns{stroke:var(--good);stroke-width:1;fill:none}
.tl .cur{stroke:var(--ink);stroke-width:1;visibility:hidden;pointer-events:none}
.tl .hot{filter:drop-shadow(0 0 .5px var(--ink)) drop-shadow(0 0 2.5px var(--ink))}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin-top:8px;font-size:13px;color:var(--ink2)}
.legend span{display:inline-flex;gap:7px;align-items:center}
)css";

constexpr std::string_view section_rules = R"css(
.toc{display:flex;flex-wrap:wrap;gap:2px 18px;margin-top:24px;padding:10px 0;border-top:1px solid var(--line);font-size:13.5px}
.toc a{text-decoration:none;padding:2px 0}.toc a:hover{text-decoration:underline}
section{display:grid;grid-template-columns:200px minmax(0,1fr);gap:0 40px;border-top:1px solid var(--line);padding:24px 0 30px}
section>header h2{font-size:17px;line-height:1.3;font-weight:650;letter-spacing:-.01em}
section>header p{font-size:13.5px;line-height:1.45;color:var(--ink2);margin-top:6px}
section>div{min-width:0}
section h3{font-size:14px;font-weight:650;margin:22px 0 6px}section h3:first-child{margin-top:0}
.prose{max-width:46em}.kv+.prose{margin-top:14px;font-size:14px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4;overflow-wrap:break-word}
td code,th code,td bdi,th bdi,td.any{overflow-wrap:anywhere}
caption{text-align:left;font-size:13px;color:var(--ink2);padding-bottom:6px}
th,td{padding:7px 20px 7px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:12.5px;color:var(--ink3);border-bottom:1px solid var(--edge);vertical-align:bottom;padding-top:0;font-weight:500}
tbody th{font-weight:600}tbody th.tm,tbody th.num{font-weight:400}
.num{text-align:right;white-space:nowrap}.num+:not(.num){padding-left:14px}
tr.hit{background:var(--impact)}tr.hit>:first-child{box-shadow:-8px 0 var(--impact)}tr.hit>:last-child{box-shadow:8px 0 var(--impact)}
tr.off>*{color:var(--ink3)}
.wh{display:inline-block;vertical-align:-2px}
.kv{display:grid;grid-template-columns:minmax(110px,max-content) 1fr;gap:5px 22px;font-size:14px;align-content:start}
.kv dt{color:var(--ink3)}.kv dd{min-width:0}
.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 48px}
#done .two{grid-template-columns:minmax(0,1.25fr) minmax(0,1fr)}
details{border-bottom:1px solid var(--line)}details:first-of-type{border-top:1px solid var(--edge)}
#events{margin-top:14px}
summary{cursor:pointer;padding:9px 0;list-style:none;display:grid;grid-template-columns:16px 60px minmax(0,1.1fr) minmax(0,1fr) minmax(0,1.5fr);gap:0 12px;align-items:baseline;font-size:14px}
summary::-webkit-details-marker{display:none}
summary::before{content:"";width:7px;height:7px;border:solid var(--ink2);border-width:0 1.8px 1.8px 0;transform:rotate(-45deg);align-self:start;margin-top:6px}
details[open]>summary::before{transform:rotate(45deg)}
summary:hover{background:var(--sunk)}
summary.one{grid-template-columns:16px 1fr}
details>div{padding:4px 0 18px 28px}
pre{background:var(--sunk);border-radius:4px;padding:10px 12px;margin:8px 0;white-space:pre-wrap;line-height:1.5;overflow-wrap:anywhere}
.scroll{max-height:440px;overflow:auto}
.lim{counter-reset:n}
.lim li{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.4fr);gap:2px 32px;padding:10px 0;border-bottom:1px solid var(--line);font-size:14px}
.lim li:first-child{border-top:1px solid var(--edge)}
.plain{columns:2;column-gap:40px;font-size:13px}
.words{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:9px 40px;font-size:13.5px;line-height:1.45}
.words dt{float:left;margin-right:6px;font-weight:650}
.again{margin-top:14px}
footer{border-top:1px solid var(--line);padding-top:14px;font-size:13px;color:var(--ink2)}
)css";

constexpr std::string_view width_rules = R"css(
@media (min-width:1640px){body{font-size:15.5px}.lead{font-size:20px}.answer{font-size:40px}section{grid-template-columns:260px minmax(0,1fr);gap:0 60px}}
@media (max-width:1200px){section{grid-template-columns:minmax(0,1fr)}section>header{margin-bottom:14px}section>header p{max-width:46em;margin-top:3px}
.nw{white-space:normal}.wh{max-width:200px}th,td{padding-right:14px}}
@media (max-width:1080px){.wrap{padding:0 28px 48px}.first{grid-template-columns:minmax(0,1fr)}.side{margin-top:22px;padding-top:14px;border-top:1px solid var(--line)}
.figs{grid-template-columns:repeat(3,1fr)}.figs>div:nth-child(4){border-left:0;padding-left:0}.figs>div:nth-child(n+4){border-top:1px solid var(--line)}
.tl-w,.js .tools,.read{display:none}.tl-m{display:block}}
@media (max-width:640px){.wrap{padding:0 16px 40px}.tl-m{display:none}.tl-n{display:block}.bar .sp{display:none}
h1{font-size:18px}h1.long{font-size:16px}.answer{font-size:27px;gap:11px}.answer .sh{width:28px;height:28px}.lead{font-size:17px}
.figs{grid-template-columns:1fr 1fr}.figs>div,.figs>div:nth-child(4){padding:10px 12px;border-left:1px solid var(--line)}
.figs>div:nth-child(odd){border-left:0;padding-left:0}.figs>div:nth-child(n+3){border-top:1px solid var(--line)}
.figs>div:nth-child(5){grid-column:1/-1}.figs .n{font-size:23px}
.two,#done .two,.words{grid-template-columns:minmax(0,1fr)}.two>*+*{margin-top:18px}.plain{columns:1}
.kv{grid-template-columns:minmax(0,1fr);gap:0}.kv dd{margin-bottom:7px}
table,tbody,tr,caption{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{border-bottom:1px solid var(--edge);padding:9px 0}
tbody th,tbody td{display:grid;grid-template-columns:104px minmax(0,1fr);gap:12px;border:0;padding:2px 0;text-align:left;white-space:normal}
tbody th,tbody th.num,tbody th.tm{display:block;padding-bottom:3px;font-weight:600}td>div{min-width:0}
.num,.nw,.tm{white-space:normal}tbody td.num{text-align:left}.num+:not(.num){padding-left:0}.wh{max-width:100%}
tbody td::before{content:attr(data-l);color:var(--ink3);font-size:12.5px;line-height:1.6}
tr.hit{box-shadow:-8px 0 var(--impact),8px 0 var(--impact)}tr.hit>:first-child,tr.hit>:last-child{box-shadow:none}
summary{grid-template-columns:16px minmax(0,1fr)}summary>*{grid-column:2}summary::before{grid-row:1}
details>div{padding-left:0}.lim li{grid-template-columns:minmax(0,1fr)}}
)css";

constexpr std::string_view print_rules = R"css(
body{font-size:9pt;line-height:1.36;background:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.wrap{max-width:none;padding:0}.theme,.js .tools,.read,.toc,.skip,.noprint,.conf a{display:none!important}
.bar{padding:0 0 6px;font-size:8.4pt}.answer{font-size:19pt;margin:5px 0 6px;gap:9px}.answer .sh{width:24px;height:24px}
.lead{font-size:10.6pt;line-height:1.42}h1{font-size:11.5pt}
.first{grid-template-columns:minmax(0,1fr) 62mm;gap:0 8mm;padding-top:9px}.side{margin:0;padding:0;border:0}
.three,.blind,.conf{font-size:8.3pt;line-height:1.35}.three{padding-bottom:7px;margin-bottom:7px}.blind{gap:3px}.conf{margin-top:7px}.badge{font-size:7.6pt}
.figs{grid-template-columns:repeat(5,1fr);margin-top:9px}
.figs>div,.figs>div:nth-child(n){border-top:0;border-left:1px solid var(--line);padding:5px 8px 6px 10px;grid-column:auto}.figs>div:first-child{border-left:0;padding-left:0}
.figs .n{font-size:13.5pt}.figs .n small{font-size:9pt}.figs dt,.figs .d{font-size:7.8pt;line-height:1.3}
.hero{margin-top:9px}.herohead{margin-bottom:3px}.herohead h2{font-size:10.5pt}
.tl-w,.tl-n{display:none}.tl-m{display:block}#fig,.tl{break-inside:avoid}
.legend{font-size:8pt;gap:1px 13px;margin-top:4px}.cap{font-size:8.2pt;margin-top:4px}#events{margin-top:6px}
section{grid-template-columns:minmax(0,1fr);padding:8px 0 10px}
section>header{margin-bottom:5px;display:flex;gap:10px;align-items:baseline}section>header h2{font-size:10.8pt;white-space:nowrap}section>header p{max-width:none;margin:0;font-size:8.6pt}
section>header,h2,h3,caption,summary{break-after:avoid}section h3{margin:9px 0 3px;font-size:9pt}caption{font-size:8.2pt;padding-bottom:3px}
tr,.figs,.blind li,.lim li,.words>div,pre,.two{break-inside:avoid}thead{display:table-header-group}
table,.kv,.lim li{font-size:8.3pt;line-height:1.32}thead th{font-size:7.6pt}th,td{padding:2.6px 10px 2.6px 0}
.prose,.kv+.prose{font-size:8.6pt}.two{gap:0 9mm}.kv{grid-template-columns:minmax(24mm,max-content) 1fr;gap:1px 12px}
details::details-content{content-visibility:visible!important;block-size:auto!important;opacity:1}
details>div{padding:0 0 6px}summary{padding:4px 0;font-size:8.4pt;grid-template-columns:44px minmax(0,1.1fr) minmax(0,1fr) minmax(0,1.2fr)}summary::before{display:none}summary.one{grid-template-columns:1fr}
#events td,#events th{padding:1.4px 10px 1.4px 0;font-size:7.8pt}
pre{padding:4px 7px;margin:3px 0;line-height:1.35}pre,code{font-size:7.6pt}a{color:inherit;text-decoration:none}
.lim li{padding:4px 0}.words{font-size:8.2pt;gap:3px 20px}footer{padding-top:6px;font-size:8pt}
)css";

/// The three-way switch needs no script: a checked radio outweighs the system's preference.
std::string themes() {
  const std::string light = "color-scheme:light;" + css_tokens(false);
  const std::string dark = "color-scheme:dark;" + css_tokens(true);
  return ":root{--sans:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto "
         "Sans','Liberation Sans',Arial,sans-serif;"
         "--mono:ui-monospace,'SF Mono','Cascadia Mono','Roboto Mono','DejaVu Sans "
         "Mono',Menlo,Consolas,monospace;" +
         light + "}\n@media (prefers-color-scheme:dark){:root{" + dark +
         "}}\n:root:has(#theme-light:checked){" + light + "}\n:root:has(#theme-dark:checked){" +
         dark + "}";
}

}  // namespace

std::string drawing_style() {
  std::string css =
      ".tl{font-family:var(--sans);font-size:11.2px;fill:var(--ink2)}\n"
      ".cur{display:none}\n";
  std::string_view rest = chart_rules;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    // The rules of the drawing itself, not those of the page around it.
    if (line.starts_with(".tl .") || line.starts_with(".tl text") || line.starts_with(".tl path"))
      css.append(line) += '\n';
  }
  return css + ".tl .ls,.tl .ax{font-size:10.6px}.tl .pts{stroke-width:3.2px}\n";
}

std::string style(std::string_view foot) {
  std::string css = themes();
  for (const std::string_view rules :
       {base_rules, head_rules, chart_rules, section_rules, width_rules})
    css += rules;
  css += "@page{size:A4;margin:13mm 12mm 15mm;@bottom-left{content:" + css_string(foot, 90) +
         ";font:8pt sans-serif;color:#69645b}@bottom-right{content:counter(page) \" / \" "
         "counter(pages);font:8pt sans-serif;color:#69645b}}\n"
         "@media print{:root,:root:has(#theme-dark:checked){color-scheme:light;" +
         css_tokens(false) + "}";
  css += print_rules;
  return css + "}\n";
}

}  // namespace brunt::report
