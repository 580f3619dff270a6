"""Which of three values decides how many people champions win over? Sobol indices by SALib.

    pip install SALib
    python examples/salib_sobol.py [SCENARIO]

`tress sweep --design sobol:64` and `tress sensitivity` do the same without Python.
"""

import sys
from pathlib import Path

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sample

from tress_eval import TressEval

SCENARIO = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "scenarios" / "riverside.toml"

# Ranges in the units of the scenario file: q per year; a champion persuades like so many friends; reach is a share.
PROBLEM = {
    "num_vars": 3,
    "names": ["adoption.hazard.q", "intervention.champions.champions.boost", "intervention.champions.reach"],
    "bounds": [[0.2, 0.9], [1.0, 15.0], [0.005, 0.05]],
}

points = sample.sample(PROBLEM, 32, calc_second_order=False, seed=1)
small = ["--set", "population.size=2000", "--set", "time.horizon=5 years", "--replicates", "2"]
with TressEval(str(SCENARIO), *small, "--arm", "none,champions", "--measure", "adopters_share") as tress:
    values = (dict(zip(PROBLEM["names"], point)) for point in points.tolist())
    gained = np.array([
        answer["champions"]["adopters_share"] - answer["none"]["adopters_share"] for answer in tress.all(values)
    ])

indices = sobol.analyze(PROBLEM, gained, calc_second_order=False, seed=1)
print(f"{len(points)} points; adopters gained by champions: mean {100 * gained.mean():.2f} points of a hundred")
print(f"{'':38} {'alone':>14} {'in all':>14}")
for name, first, first_error, total, total_error in zip(
    PROBLEM["names"], indices["S1"], indices["S1_conf"], indices["ST"], indices["ST_conf"]
):
    print(f"{name:38} {first:6.2f} ± {first_error:4.2f} {total:7.2f} ± {total_error:4.2f}")
