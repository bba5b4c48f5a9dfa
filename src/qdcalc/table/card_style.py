"""How the card of a result looks: light and dark, on a page and in print."""

from __future__ import annotations

from string import Template

from qdcalc.table.tones import CARD, TONES

_LIGHT = "--ink:#1f2328;--quiet:#59636e;--paper:#fff;--line:#d1d9e0;--shade:#f6f8fa;"
_DARK = "--ink:#e6edf3;--quiet:#9da7b3;--paper:#161b22;--line:#3d444d;--shade:#212830;"
_RULES = (
    f"&{{{_LIGHT}}}"
    f"@media (prefers-color-scheme:dark){{&{{{_DARK}}}}}"
    f"body[data-jp-theme-light=true] &,html[data-theme=light] &,body.vscode-light &{{{_LIGHT}}}"
    f"body[data-jp-theme-light=false] &,html[data-theme=dark] &,body.vscode-dark &{{{_DARK}}}"
    """
&{color:var(--jp-content-font-color0,var(--ink));background:var(--jp-layout-color0,var(--paper));
font:13px/1.55 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Noto Sans SC",sans-serif;
border:1px solid var(--line);border-radius:6px;padding:12px 16px;margin:4px 0;max-width:1200px;
box-sizing:border-box;overflow-wrap:anywhere;text-align:left}
& h3{font-size:17px;line-height:1.4;font-weight:600;margin:0 0 6px;color:inherit}
& p{margin:3px 0;color:inherit}
& .kept{display:inline-block;font-size:12px;font-weight:600;border:1px solid;border-radius:4px;
padding:0 6px;margin-left:8px;vertical-align:2px;color:$kept}
& .quiet,& .note,& caption small{color:var(--jp-content-font-color2,var(--quiet))}
& .panels{display:flex;flex-wrap:wrap;gap:4px 28px;align-items:flex-start}
& .panels>div{max-width:100%;min-width:0}
& .box{overflow-x:auto;max-width:100%;margin:8px 0}
& table{border-collapse:collapse;border:0;margin:0;table-layout:auto;width:auto;font-size:12.5px;
font-variant-numeric:tabular-nums;color:inherit}
& caption{caption-side:top;text-align:left;font-weight:600;padding:2px 0 4px;white-space:nowrap;
color:inherit}
& th,& td{padding:3px 7px;border:0;border-bottom:1px solid var(--line);white-space:nowrap;
text-align:left;vertical-align:middle;max-width:none;color:inherit;background:none;line-height:1.5}
& th{font-weight:600;border-bottom:2px solid var(--line);background:var(--shade)}
& tbody tr,& tbody tr:nth-child(odd),& tbody tr:nth-child(even),& tbody tr:hover{background:none}
& tbody tr:hover td{background:var(--shade)}
& th.n,& td.n{text-align:right}
& td.wrap{white-space:normal;min-width:15em}
& tr.total td{font-weight:700;border-top:2px solid var(--line);border-bottom:0}
& tr.head td{font-weight:600;background:var(--shade);white-space:normal}
& .tone{display:inline-block;border-radius:3px;padding:0 6px;font-weight:600}
& .good{background:$good}
& .bad{background:$bad}
& .quiet.tone{background:$quiet;color:inherit}
& .open{background:$open}
& .track{display:inline-block;position:relative;width:84px;height:11px;margin-right:10px;
vertical-align:-1px}
& .figure{display:inline-block;text-align:right}
& .zero{position:absolute;top:-3px;bottom:-3px;width:1px;background:var(--quiet)}
& .fill{position:absolute;top:0;bottom:0;border-radius:1px;background:$more}
& .less{background:repeating-linear-gradient(135deg,$less 0 4px,$edge 4px 6px)}
& .plain{background:$plain}
& details{margin:6px 0}
& summary{cursor:pointer;font-weight:600}
& ol{margin:4px 0 4px;padding-left:24px}
& li{margin:2px 0}
& ul.names{list-style:none;margin:8px 0 2px;padding:0;display:flex;flex-wrap:wrap;gap:4px 8px}
& ul.names li{white-space:nowrap;border:1px solid var(--line);border-radius:10px;padding:0 9px;
margin:0;font-size:12px}
& ul.names .first{background:var(--shade);font-weight:600}
& code{font-family:Consolas,Menlo,monospace;font-size:12px;background:var(--shade);color:inherit;
padding:1px 4px;border-radius:3px;white-space:nowrap}
@media (max-width:700px){& .track{width:64px}& th,& td{padding:3px 6px}& td.wrap{min-width:8em}}
@media print{&{--jp-content-font-color0:#000;--jp-layout-color0:#fff;"""
    + _LIGHT
    + """border-color:#999;padding:6px 8px;max-width:none;print-color-adjust:exact;
-webkit-print-color-adjust:exact}
& .box{overflow:visible}
& .sheet table{font-size:7.5pt}
& .sheet th,& .sheet td{padding:1px 3px;white-space:normal;overflow-wrap:normal;
word-break:normal;min-width:2.2em}
& tr{break-inside:avoid}
& details::details-content{content-visibility:visible;block-size:auto}}
"""
)
# twice the class, to count for more than the notebook's own rules of tables
_WASHES = {name: tone.wash for name, tone in TONES.items()}
STYLE = Template(_RULES.replace("\n", "").replace("&", ".qdcalc.qdcalc")).substitute(_WASHES | CARD)
