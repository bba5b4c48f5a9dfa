"""The notice's formulas as plain functions of arrays or Series: its public names, each once."""

from qdcalc.expo.certificates import certificate_award_fen as certificate_award_fen
from qdcalc.expo.firms import growth_subsidy_fen as growth_subsidy_fen
from qdcalc.expo.firms import known_body_award_fen as known_body_award_fen
from qdcalc.expo.firms import new_firm_ceiling_fen as new_firm_ceiling_fen
from qdcalc.expo.government import government_led_fen as government_led_fen
from qdcalc.expo.shows import consumer_show_subsidy_fen as consumer_show_subsidy_fen
from qdcalc.expo.shows import trade_show_subsidy_fen as trade_show_subsidy_fen
from qdcalc.expo.venues import venue_increment_fen as venue_increment_fen
from qdcalc.expo.venues import venue_qualifies as venue_qualifies
