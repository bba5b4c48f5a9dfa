"""The public names of qdcalc beside its exceptions, each once; imported when first asked for."""

from qdcalc import award as award
from qdcalc import expo as expo
from qdcalc import money as money
from qdcalc import panel as panel
from qdcalc import plot as plot
from qdcalc import report as report
from qdcalc import review as review
from qdcalc import scale as scale
from qdcalc import smog as smog
from qdcalc import staffing as staffing
from qdcalc import water as water
from qdcalc.notice.catalogue import interpretations as interpretations
from qdcalc.run import check as check
from qdcalc.verifying.verify import verify as verify
from qdcalc.workbook.adopt import adopt as adopt
from qdcalc.workbook.template import template as template
