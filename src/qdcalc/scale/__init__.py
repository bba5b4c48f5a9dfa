"""大批量：输入分成互不相干的部分，在多个进程或一个集群上分别计算，合起来与一次算完逐格相同。

A calculation in parts: a notice says how its input falls into parts
(:class:`qdcalc.notice.description.Partition`); here they are read, sent to workers and put
together.
"""

from qdcalc.scale.run import Written as Written
from qdcalc.scale.run import in_parts as in_parts
