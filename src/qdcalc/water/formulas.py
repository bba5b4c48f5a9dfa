"""The notice's formulas as plain functions of arrays or Series: its public names, each once."""

from qdcalc.water.monthly.amounts import month_amount_fen as month_amount_fen
from qdcalc.water.monthly.indicators import indicator_class as indicator_class
from qdcalc.water.monthly.upstream import exceedance_multiple as exceedance_multiple
from qdcalc.water.monthly.verdict import month_coefficient as month_coefficient
from qdcalc.water.monthly.verdict import month_verdict as month_verdict
from qdcalc.water.yearly.accounts import remittances as remittances
from qdcalc.water.yearly.annual_class import annual_target as annual_target
from qdcalc.water.yearly.annual_items import bonus_fen as bonus_fen
from qdcalc.water.yearly.annual_items import charge_fen as charge_fen
from qdcalc.water.yearly.annual_items import dry_payment_fen as dry_payment_fen
