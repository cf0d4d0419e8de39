"""Diversion and its control as a lever (D4): goods that cross areas, what is found of it, fines, and broken trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import model_validator

from salesim.channel.diversion import divert, find_out
from salesim.columns import Distributors
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.policy.trade import TradeTerms, rate_at
from salesim.random import Stream

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

COLUMNS = ["week", "origin", "destination", "true_units", "observed_units", "fine"]


class DiversionParameters(Parameters):
    """Why distributors sell outside of their area, and what the brand does about it."""

    possible: bool = parameter(False, about="distributors sell outside of their area where it pays", source="A")
    transport_cost_per_km: float = parameter(
        0.0002, about="transport of goods worth one currency unit", unit="1/km", source="A", ge=0, le=1
    )
    relief: float = parameter(
        0.02, about="what getting rid of a unit in excess is worth, as a share of its price", source="A", ge=0, le=1
    )
    noise: float = parameter(
        0.02, about="standard deviation of what else decides, as a share of the price", source="A", ge=0, le=1
    )
    max_share: float = parameter(0.5, about="most of the excess that is diverted in a week", source="A", ge=0, le=1)
    grey_share: float = parameter(
        0.4, about="share of customers who buy diverted goods where there are some", source="A", ge=0, le=1
    )
    detection: float = parameter(
        0.05, about="share of diverted deliveries that are found out each week without scanning", source="A", ge=0, le=1
    )
    penalty: float = parameter(0.3, about="fine for a unit found out, as a share of its price", source="A", ge=0, le=10)
    scan: bool = parameter(False, about="goods are scanned from the factory to the shelf", source="A")
    scan_detection: float = parameter(
        0.6, about="share of diverted deliveries found out each week with scanning", source="A", ge=0, le=1
    )
    false_positives: float = parameter(
        0.01, about="chance that scanning accuses an innocent distributor in a week", source="A", ge=0, le=1
    )
    scan_cost_per_week: float = parameter(
        200.0, about="license and checks for one distributor", unit="money/week", source="A", ge=0
    )
    harm: float = parameter(
        1.0, about="distrust for each share of the area's sales that others took", source="A", ge=0, le=10
    )
    false_harm: float = parameter(0.3, about="distrust of who is accused wrongly", source="A", ge=0, le=1)
    forgotten: float = parameter(
        0.05, about="share of distrust that is forgotten in a week", unit="1/week", source="A", ge=0, le=1
    )

    @model_validator(mode="after")
    def _helps(self) -> DiversionParameters:
        if self.scan_detection < self.detection:
            raise ValueError(
                Phrase(
                    "scan_detection is below detection ({detection:g}), which needs no scanning",
                    detection=self.detection,
                )
            )
        return self

    @property
    def found(self) -> float:
        """Share of diverted deliveries that are found out in a week."""
        return self.scan_detection if self.scan else self.detection


class Diversion(Lever):
    """Lets goods cross areas each Monday; what is found goes back and is fined. True and observed flows differ."""

    order = 210
    sections = (Section("channel.diversion", DiversionParameters, "sales outside of the own area, and their control"),)

    def __init__(self, parameters: DiversionParameters):
        self.parameters = parameters
        self.harm = np.zeros(0)  # (n,) distrust that is remembered
        self.grey_before = np.zeros(0, np.int64)
        self.rows: list[pd.DataFrame] = []
        self.accusations: list[tuple[int, int]] = []  # (week, distributor) wrongly accused

    def open_week(self, model: ModelView) -> None:
        p, d = self.parameters, model.distributors
        if not p.possible:
            return
        n, week = len(d.stock), model.week
        if p.scan:
            model.ledger.add_money(license=p.scan_cost_per_week * n)
        if len(self.harm) == 0:
            self.harm, self.grey_before = np.zeros(n), d.quarter_grey.copy()
        stock = model.config.channel.stock
        cover = stock.lead_days + stock.review_days + d.extra_days.max()
        flows = np.zeros((n, n, d.grey.shape[1]), np.int64)
        rebate = self.rebate_of_one_more(model)
        numbers = (p.transport_cost_per_km, p.relief, p.found, p.penalty, p.noise, p.max_share, week)
        divert(d, model.numbers.price, cover, rebate, *numbers, model.key(Stream.DIVERSION), flows)
        self.control(model, flows)
        self.remember(d)
        d.distrust[:] = np.minimum(d.distrust + self.harm, 1.0)

    def rebate_of_one_more(self, model: ModelView) -> np.ndarray:
        """Rebate that each distributor gets for a further unit, as a share of its price."""
        terms = model.lever(TradeTerms)
        shares = model.distributors.quarter_bought / np.maximum(terms.target, NO_MONEY)
        passed = (model.week_of_quarter + 1) / (model.week_of_quarter + model.weeks_left)
        return np.array([rate_at(terms.parameters.rebates, share / passed) for share in shares])

    def control(self, model: ModelView, flows: np.ndarray) -> None:
        """What is found out goes back to where it came from and is fined."""
        p, d = self.parameters, model.distributors
        observed, accused = np.zeros_like(flows), np.zeros(len(flows), np.bool_)
        keys = (model.key(Stream.DIVERSION_FOUND), model.key(Stream.DIVERSION_ACCUSED))
        find_out(flows, model.week, p.found, p.false_positives if p.scan else 0.0, keys, observed, accused)
        d.grey[:] -= observed.sum(axis=0)
        d.stock[:, 0] += observed.sum(axis=1)
        d.quarter_diverted[:] += (flows - observed).sum(axis=(1, 2))
        fines = p.penalty * (observed * model.numbers.price).sum(axis=2)
        model.ledger.add_money(fines=fines.sum())
        model.supply.earned -= fines.sum(axis=1)
        self.harm += p.false_harm * accused
        self.accusations += [(model.week, int(row)) for row in np.flatnonzero(accused)]
        origin, destination = np.nonzero(flows.sum(axis=2))
        if len(origin):
            true, seen = flows.sum(axis=2)[origin, destination], observed.sum(axis=2)[origin, destination]
            columns = (model.week - model.first_week, origin, destination, true, seen, fines[origin, destination])
            self.rows.append(pd.DataFrame(dict(zip(COLUMNS, columns, strict=True))))

    def remember(self, d: Distributors) -> None:
        """Who loses sales to others' goods trusts the brand less; it is forgotten slowly."""
        taken = d.quarter_grey - np.where(d.quarter_grey >= self.grey_before, self.grey_before, 0)
        self.grey_before = d.quarter_grey.copy()
        usual = np.maximum(7.0 * d.forecast.sum(axis=1), 1.0)
        p = self.parameters
        self.harm = np.minimum((1.0 - p.forgotten) * self.harm + p.forgotten * p.harm * taken / usual, 1.0)

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``diversion``, one row for each week and pair of areas between which goods were diverted."""
        if not self.parameters.possible:
            return {}
        rows = pd.concat(self.rows, ignore_index=True) if self.rows else pd.DataFrame(columns=COLUMNS)
        accused = pd.DataFrame(self.accusations, columns=["week", "distributor"])
        accused["week"] -= model.first_week
        return {"diversion": rows, "wrongly_accused": accused}
