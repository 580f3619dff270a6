"""Whom to make champions, and how many, for a given budget? A search by Optuna.

    pip install optuna
    python examples/optuna_search.py [SCENARIO]
"""

import sys
from pathlib import Path

import optuna

from tress_eval import TressEval

SCENARIO = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "scenarios" / "riverside.toml"
BUDGET = 12_000  # in the scenario's currency

small = ["--set", "population.size=2000", "--set", "time.horizon=5 years", "--replicates", "2"]
small += ["--set", "intervention.champions.cost.fixed=2000"]
measures = "adopters_share,programme_cost"


def gained(trial, tress):
    """Adopters gained, in points of a hundred; less for every 1,000 above the budget."""
    answer = tress({
        "intervention.champions.reach": trial.suggest_float("reach", 0.005, 0.08),
        "intervention.champions.targeting.rule": trial.suggest_categorical("rule", ["random", "nomination", "degree"]),
        "intervention.champions.duration": f"{trial.suggest_int('years', 1, 4)} years",
    })
    champions, none = answer["champions"], answer["none"]
    trial.set_user_attr("cost", champions["programme_cost"])
    over = max(0.0, champions["programme_cost"] - BUDGET) / 1000
    return 100 * (champions["adopters_share"] - none["adopters_share"]) - over


optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
with TressEval(str(SCENARIO), *small, "--arm", "none,champions", "--measure", measures) as tress:
    study.optimize(lambda trial: gained(trial, tress), n_trials=30)

best = study.best_trial
print(f"best of {len(study.trials)}: {best.params}")
print(f"gains {best.value:.2f} points of a hundred for {best.user_attrs['cost']:.0f} of {BUDGET}")
