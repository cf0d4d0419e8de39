"""Does the simulated sales force respond as field studies say that people do?

    python experiments/published_findings.py                       all patterns, about twenty minutes on one core
    python experiments/published_findings.py --markdown docs/published_findings.md
    python experiments/published_findings.py --only P5 P7 --no-leaning
    python experiments/published_findings.py --replications 3 --json
    python experiments/published_findings.py --further --first 7000 --markdown docs/further_findings.md

Each pattern is a paired experiment in one world (scenarios/published_findings.yaml): treatment and control meet the
same customers and the same luck, and the same quotas, which a reference run at effort e0 has fixed beforehand. All
patterns share one set of default parameters. P1, P2, P5, P12, P15 and P16 were looked at when it was chosen; the
others are checks. "Inside" says that the mean lies in the published band, for every line that has one, "surely" that
the whole 95 % interval does; a claim about a segment, such as that the weak lose most, counts only if its interval
excludes zero.
The last column moves one parameter at a time between plausible ends, on the same luck, and shows the two that move the
headline most.

A figure outside of its band is left there, with the reason as far as it is known. P13 is one of the layouts that
layouts.py tries. F1 to F6 were written down before they were run (docs/further_findings.md) and are counted apart; on
their page, what was written stays, and the results follow it.
"""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from findings.catalogue import FURTHER, PATTERNS, PUBLISHED
from findings.finding import Finding, Pattern, is_inside, is_surely_inside
from findings.leaning import Leaning, leanings
from findings.plans import COMMISSION
from findings.study import Study, default_study
from joblib import Parallel, delayed
from rich.console import Console
from rich.table import Table

from salesim.model.replicate import compile_kernels

SHOWN_LEANINGS = 2
BIN = 0.1
READING = "Effects in % with 95 % intervals unless said otherwise; **bold**: outside of its band."
RESULTS = "## Results"  # what follows it on the page of the further findings is written anew


def attainments(study: Study, replications: int) -> np.ndarray:
    """Quarterly attainment of all reps who were there all quarter, under the reference plan."""
    rows = [result.rep_quarters for result in study.run(COMMISSION, replications)]
    return np.concatenate([row.loc[row["full_quarter"] == 1, "attainment"].to_numpy() for row in rows])


def histogram(attained: np.ndarray) -> str:
    """Attainment in bins of ten points, as text."""
    counts, edges = np.histogram(np.clip(attained, 0.0, 2.0), np.arange(0.0, 2.0 + 2 * BIN, BIN))
    shares = counts / counts.sum()
    bars = [
        f"  {edge:4.1f}{'+' if edge >= 2.0 - 1e-9 else ' '} {share:6.1%} {'#' * round(200 * share)}"
        for edge, share in zip(edges, shares, strict=False)
    ]
    facts = f"mean {attained.mean():.2f}, sd {attained.std():.2f}, under target {(attained < 1.0).mean():.0%}"
    return "\n".join([f"Quarterly attainment under the reference plan: {facts}", *bars])


def find(id: str, replications: int | None, first: int) -> list[Finding]:
    """The findings of one pattern."""
    return PATTERNS[id].findings(default_study(first), replications)


def shown(finding: Finding) -> str:
    """An effect with its interval; a mark where it misses its band."""
    low, high = finding.interval
    digits = 2 if finding.unit == "" else 1
    interval = f" ({low:.{digits}f}, {high:.{digits}f})" if len(finding.values) > 1 else ""
    return f"{finding.name}: {finding.mean:.{digits}f}{interval}" + ("" if finding.inside else "  <- outside")


def report(found: dict[str, list[Finding]], leaning: dict[str, list[Leaning]]) -> Table:
    """One row a pattern."""
    table = Table(show_lines=True, header_style="dim", title="Published findings, effects in % with 95 % intervals")
    for column, width in (("", 4), ("treatment against control", 34), ("published", 30), ("simulated", 52)):
        table.add_column(column, width=width)
    table.add_column("inside", width=7)
    table.add_column("surely", width=7)
    table.add_column("", width=10)
    if leaning:
        table.add_column("leans on", width=40)
    for id, findings in found.items():
        pattern = PATTERNS[id]
        row = [
            id,
            f"{pattern.says}\n({pattern.horizon})",
            f"{pattern.published}\n({pattern.source})",
            "\n".join(shown(finding) for finding in findings) + (f"\n({pattern.note})" if pattern.note else ""),
            yes_or_no(is_inside(findings)),
            yes_or_no(is_surely_inside(findings)),
            "calibrated" if pattern.calibrated else "check",
        ]
        row += ["\n".join(str(one) for one in leaning[id][:SHOWN_LEANINGS])] if leaning else []
        table.add_row(*row)
    return table


def as_page(found: dict[str, list[Finding]], leaning: dict[str, list[Leaning]], shape: str, first: int) -> str:
    """The report as a page, written by the command alone."""
    lines = [
        "# Published findings in the model",
        "",
        f"Written by `python experiments/published_findings.py --first {first} --markdown` with salesim "
        f"{version('salesim')}; what is compared, and how, stands there. {READING}",
        "",
        count(found),
        "",
        *as_table(found, leaning),
    ]
    return "\n".join([*lines, "", "```", shape, "```", ""])


def with_results(page: str, found: dict[str, list[Finding]], leaning: dict[str, list[Leaning]], first: int) -> str:
    """The page of the further findings: what was written before stays, the results are written anew."""
    written_before = page.split(RESULTS)[0].rstrip()
    lines = [
        written_before,
        "",
        RESULTS,
        "",
        f"Written by `python experiments/published_findings.py --further --first {first} --markdown` with salesim "
        f"{version('salesim')}. {READING}",
        "",
        count(found),
        "",
        *as_table(found, leaning),
    ]
    return "\n".join([*lines, ""])


def as_table(found: dict[str, list[Finding]], leaning: dict[str, list[Leaning]]) -> list[str]:
    """Lines of a table in Markdown, one row a pattern."""
    lines = [
        "| | treatment against control | published | simulated | inside | surely |"
        + (" leans on |" if leaning else ""),
        "|---|---|---|---|---|---|" + ("---|" if leaning else ""),
    ]
    for id, findings in found.items():
        pattern = PATTERNS[id]
        texts = [shown(one) if one.inside else f"**{shown(one)}**" for one in findings]
        texts += [f"*{pattern.note}*"] if pattern.note else []
        cells = [
            id,
            f"{pattern.says} ({pattern.horizon})",
            f"{pattern.published} ({pattern.source})",
            "<br>".join(texts),
            yes_or_no(is_inside(findings)) + (" (calibrated)" if pattern.calibrated else ""),
            yes_or_no(is_surely_inside(findings)),
        ]
        cells += ["<br>".join(str(one) for one in leaning[id][:SHOWN_LEANINGS])] if leaning else []
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def count(found: dict[str, list[Finding]]) -> str:
    """How many checks are inside; those written down before they were run are counted apart."""
    kinds = (("uncalibrated patterns", PUBLISHED), ("further findings", FURTHER))
    return "\n".join(count_of(kind, {id: found[id] for id in ids if id in found}) for kind, ids in kinds).strip()


def count_of(kind: str, found: dict[str, list[Finding]]) -> str:
    """How many checks of a kind are inside; nothing if there are none."""
    checks = [findings for id, findings in found.items() if not PATTERNS[id].calibrated]
    inside, surely = sum(map(is_inside, checks)), sum(map(is_surely_inside, checks))
    text = f"{inside} of {len(checks)} {kind} inside their bands by the mean, {surely} surely."
    return text if checks else ""


def yes_or_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


def as_json(pattern: Pattern, findings: list[Finding], leaning: list[Leaning]) -> dict[str, Any]:
    """One pattern as plain data."""
    return {
        "id": pattern.id,
        "treatment": pattern.says,
        "published": pattern.published,
        "source": pattern.source,
        "horizon": pattern.horizon,
        "calibrated": pattern.calibrated,
        "inside": is_inside(findings),
        "surely": is_surely_inside(findings),
        "findings": [
            {
                "name": finding.name,
                "mean": finding.mean,
                "low": finding.interval[0],
                "high": finding.interval[1],
                "unit": finding.unit,
                "band": None if finding.band is None else [end if np.isfinite(end) else None for end in finding.band],
                "inside": finding.inside,
                "surely": finding.surely,
                "replications": len(finding.values),
            }
            for finding in findings
        ],
        "note": pattern.note,
        "leans_on": [{"parameter": one.path, "values": one.values, "found": one.found} for one in leaning],
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(PATTERNS), metavar="P")
    parser.add_argument(
        "--further", action="store_true", help="the findings that were written down before they were run"
    )
    parser.add_argument("--replications", type=int, help="of every pattern; as many as each one needs if left out")
    parser.add_argument("--first", type=int, default=0, help="number of the first replication, for fresh luck")
    parser.add_argument("--no-leaning", action="store_true", help="do not ask what the results lean on")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the report to a file instead")
    options = parser.parse_args(arguments)
    # read before anything is run, so that an hour's work is not lost to a name
    page = options.markdown.read_text(encoding="utf-8") if options.markdown and options.further else ""
    compile_kernels()
    chosen = options.only or (FURTHER if options.further else PUBLISHED)
    ids = [id for id in PATTERNS if id in chosen]
    runs = Parallel(n_jobs=options.jobs)(delayed(find)(id, options.replications, options.first) for id in ids)
    found = dict(zip(ids, runs, strict=True))
    leaning = {} if options.no_leaning else leanings(ids, options.jobs)
    if options.markdown and options.further:
        options.markdown.write_text(with_results(page, found, leaning, options.first), encoding="utf-8")
        return
    attained = attainments(default_study(options.first), options.replications or 6)
    if options.json:
        rows = [as_json(PATTERNS[id], findings, leaning.get(id, [])) for id, findings in found.items()]
        shape = {"mean": attained.mean(), "sd": attained.std(), "under_target": (attained < 1.0).mean()}
        print(json.dumps({"attainment": shape, "patterns": rows}, indent=2))
        return
    if options.markdown:
        options.markdown.write_text(as_page(found, leaning, histogram(attained), options.first), encoding="utf-8")
        return
    console = Console(width=190 if leaning else 150)
    console.print(report(found, leaning))
    console.print(count(found), "")
    console.print(histogram(attained), highlight=False)


if __name__ == "__main__":
    main()
