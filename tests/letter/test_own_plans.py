"""Plans of three more industries as their letters state them, reckoned by hand, one after the other and by month."""

from salesim.letter.doubts import doubts
from salesim.letter.history import recompute
from salesim.letter.read import parse_letter
from salesim.letter.statement import statement

SOLAR = """
title: Rooftop solar, pay of the closer
rounding: {to: 0.01, how: half_up, each: line}
settings:
  redline: {default: 2.60, low: 2.2, high: 3, step: 0.05, sets: threshold}
parts:
  - {part: credit, name: contract, of: deals, amount: [price_per_watt, watts], by_deal: true}
  - {part: credit, name: watts, of: deals, amount: watts, by_deal: true}
  - {part: credit, name: adders, of: deals, amount: adders, by_deal: true}
  - {part: product, name: base, of: [watts, redline]}
  - {part: less, name: margin, of: contract, minus: [base, adders]}
  - {part: floor, name: of_deal, of: margin, at: 1000}
  - {part: prorate, name: closer, of: of_deal, share: 70 %}
  - {part: prorate, name: half, of: closer, share: 50 %}
  - {part: cap, name: at_survey, of: half, at: 2500}
  - {part: less, name: at_install, of: closer, minus: at_survey}
  - {part: total, name: first, of: at_survey}
  - {part: total, name: second, of: at_install}
  - {part: total, name: pay, of: [first, second]}
"""
HOMES = """
title: Residential brokerage, an agent's year with two caps
period: month
to_date_of: year
parts:
  - {part: credit, name: net, of: deals, amount: gci, weigh: source, points: {own: 1, referral: 75 %}, by_deal: true}
  - {part: prorate, name: six, of: net, share: 6 %}
  - {part: cap, name: franchise, of: six, at: 3000, cumulative: true}
  - {part: prorate, name: thirty, of: net, share: 30 %}
  - {part: cap, name: company, of: thirty, at: 18000, cumulative: true}
  - {part: less, name: by_deal, of: net, minus: [franchise, company, 45]}
  - {part: total, name: pay, of: by_deal}
"""
PHARMA = """
title: Specialty pharma, a rep's quarter
period: quarter
rounding: {to: 0.01, how: half_up}
parts:
  - {part: attainment, name: a, of: sales_a, quota: quota_a}
  - {part: attainment, name: b, of: sales_b, quota: quota_b}
  - part: curve
    name: pay_a
    of: a
    target_incentive: 5400
    points: [[85 %, 50 %], [100 %, 100 %], [110 %, 150 %], [120 %, 200 %]]
  - part: curve
    name: pay_b
    of: b
    target_incentive: 3600
    points: [[85 %, 50 %], [100 %, 100 %], [110 %, 150 %], [120 %, 200 %]]
  - {part: prorate, name: objectives, of: 3000, share: mbo}
  - {part: total, name: earned, of: [pay_a, pay_b, objectives]}
  - {part: attainment, name: adherence, of: calls, quota: planned}
  - {part: prorate, name: cut, of: earned, share: 75 %}
  - {part: gate, name: adhered, of: adherence, at: 80 %, passes: earned, fails: cut}
  - {part: time_worked, name: time, period: quarter, joined: joined}
  - {part: prorate, name: for_time, of: adhered, share: time}
  - {part: rank, name: place, among: all_results, of: result, show: top_share}
  - {part: gate, name: kicker, of: place, at_most: 10 %, passes: 2500}
  - {part: total, name: pay, of: [for_time, kicker]}
"""


def test_solar_pays_what_lies_above_the_redline_in_two_instalments():
    deals = [
        {"price_per_watt": "3.45", "watts": "8,400", "adders": "1850"},  # 0.85 × 8,400 − 1,850 = 5,290, of which 70 %
        {"price_per_watt": "2.95", "watts": "6250", "adders": "2,125"},  # 62.50, so 1,000 at least
        {"price_per_watt": "4.10", "watts": "12000", "adders": "0"},  # 18,000: half of 12,600 is above 2,500
    ]
    letter = parse_letter(SOLAR)
    lines = {line.name: line for line in statement(letter, {"deals": deals}).lines}
    assert [float(one) for one in lines["closer"].value] == [3_703, 700, 12_600]
    assert [float(lines[name].value) for name in ("first", "second", "pay")] == [4_701.5, 12_301.5, 17_003]
    assert doubts(letter) == []


def test_a_brokerage_s_caps_are_reached_deal_by_deal_also_within_a_month(tmp_path):
    # franchise fee 6 % up to 3,000, company share 30 % up to 18,000, 45 for each deal, a referral costs a quarter of it
    rows = ["2026-01,12500,own", "2026-01,21000,referral", "2026-03,9400,own", "2026-04,34000,own"]
    rows.append("2026-04,18250,referral")
    history = tmp_path / "deals.csv"
    history.write_text("rep,period,gci,source\n" + "".join(f"A,{row}\n" for row in rows))
    letter = parse_letter(HOMES)
    by_deal = (
        12_500 - 750 - 3_750 - 45,
        15_750 - 945 - 4_725 - 45,
        9_400 - 564 - 2_820 - 45,
        34_000 - 741 - 6_705 - 45,  # what is left to both caps
        13_687.5 - 45,
    )
    found = [float(one.reckoned) for one in recompute(letter, history)]
    assert found == [by_deal[0] + by_deal[1], by_deal[2], by_deal[3] + by_deal[4]]
    assert sum(found) == 64_112.5
    deals = [dict(zip(("gci", "source"), row.split(",")[1:], strict=True)) for row in rows]
    assert float(letter.pay(deals=deals)) == 64_112.5
    assert doubts(letter) == []


def test_pharma_pays_two_products_objectives_and_a_kicker_for_the_time_there():
    given = {"sales_a": 1_254_300, "quota_a": "1.18M", "sales_b": "402k", "quota_b": "450k", "mbo": "90 %"}
    given |= {"planned": 300, "joined": "2026-02-10", "quarter": "2026Q1", "result": 1.3}
    given |= {"all_results": [1.3, 1.06, 0.9, 0.8, 1, 1.1, 1.2, 1.01, 0.7, 0.6, 1.25]}  # the first of eleven
    # A: 1 + 5 × 0.0629661 of 5,400 = 7,100.0847; B: 0.5 + 0.0433333 / 0.3 of 3,600 = 2,320; objectives 2,700
    letter = parse_letter(PHARMA)
    assert float(letter.pay(**given, calls=240)) == 9_233.38  # 12,120.0847 × 50 / 90 days + 2,500
    assert float(letter.pay(**given, calls=234)) == 7_550.04  # three quarters of it before the kicker: 5,050.0353
    assert doubts(letter) == []
