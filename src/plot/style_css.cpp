#include <string>

#include "plot/parts.h"
#include "report/assets.h"

namespace brunt::plot {
namespace {

/// Beside the report's own rules: lanes that stretch with the page, and the look of each run.
constexpr std::string_view rules = R"css(
.fig{position:relative;margin-top:10px}
.lane{display:grid;grid-template-columns:120px minmax(0,1fr);border-bottom:1px solid var(--line)}
.lane .lab{font-size:13px;padding-top:2px;line-height:1.3}.lane .lab span{display:block;color:var(--ink3);font-size:12px}
.fld{position:relative;height:100%}
.fld svg,.box svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
.fld i,.box i{position:absolute;font:11px/1 var(--sans);color:var(--ink3);white-space:nowrap}
.fld i.y{right:100%;margin-right:6px;transform:translateY(-50%);text-align:right}
.axis{border:0;height:24px}.axis i.x{top:6px;transform:translateX(-50%)}.axis i.x:first-child{transform:none}.axis i.x:last-child{transform:translateX(-100%)}
.fig path,.box path,.legend path{vector-effect:non-scaling-stroke;fill:none}
.grid{stroke:var(--line);stroke-width:1}
.pts{stroke-linecap:round;stroke-width:4.2;stroke:var(--good)}.pts.fine{stroke-width:2.2;stroke-opacity:.75}
.fails{stroke:var(--bad);stroke-width:1.6}
.line,.rate{stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}.halo{stroke:var(--bg);stroke-width:4.5;stroke-opacity:.7;stroke-linejoin:round}
.r0{stroke:var(--good)}.r1{stroke:var(--ink)}.r2{stroke:var(--warn)}.r3{stroke:var(--ink3)}
.line.ink,.fig .line.r0{stroke:var(--ink)}.fig.many .line.r0{stroke:var(--good)}
.line.r1:not(.p95):not(.p99),.rate.r1{stroke-dasharray:7 3}.line.r2:not(.p95):not(.p99),.rate.r2{stroke-dasharray:2.5 3}.line.r3:not(.p95):not(.p99),.rate.r3{stroke-dasharray:9 3 2 3}
.line.p95{stroke-width:1.4;stroke-dasharray:5 3}.line.p99{stroke-width:1.2;stroke-dasharray:1.5 3}
.rate{stroke-width:1.4}.rate.failed{stroke:var(--bad)}
.fig .rate.filled.good{fill:var(--goodbg)}.fig .rate.filled.failed{fill:var(--impact)}.box .rate.filled.good{fill:var(--goodbg)}
.box .line.r0{stroke:var(--ink)}
#cur{position:absolute;top:0;bottom:24px;width:1px;background:var(--ink);display:none;pointer-events:none}
#sel{position:absolute;top:0;bottom:24px;background:var(--ink);opacity:.12;display:none;pointer-events:none}
.js .fig{cursor:crosshair;touch-action:pan-y}
.dist{margin-bottom:34px}.dist figcaption{font-size:13px;color:var(--ink2);margin-bottom:10px}
.dist .box{position:relative;margin-left:58px;border-bottom:1px solid var(--edge)}
.box i.y{right:100%;margin-right:6px;transform:translateY(-50%)}.box i.x{top:100%;margin-top:7px;transform:translateX(-50%)}
.box i.x:last-child{transform:translateX(-100%)}
.dist+*{min-width:0}table+table{margin-top:22px}#failures tbody th{font-weight:400}
.legend svg{overflow:visible}
.tools,.read{display:none}.js .tools{display:flex}.js .read{display:block}
@media (max-width:640px){.lane{grid-template-columns:minmax(0,1fr)}.lane .lab{display:flex;gap:8px;padding:4px 0 0}
.lane{height:auto!important}.fld{height:230px;margin-left:44px}.lane:nth-child(n+2) .fld{height:44px}.axis .fld{height:24px}.axis .lab{display:none!important}
i.odd{display:none}.read{text-align:left}.answer{display:block}#cur,#sel{bottom:24px}}
@media print{.tools,.read{display:none!important}}
)css";

}  // namespace

std::string style() {
  return report::style("Brunt, load") + std::string(rules);
}

}  // namespace brunt::plot
