"""What `/metrics` shows of the parts of a process: its database pool, its hooks, its proofs."""

from __future__ import annotations

from changewright.edge.context import Services
from changewright.edge.metrics import Metrics
from changewright.outbound.sender import OUTCOMES
from changewright.store.engine import Database
from changewright.work.proving import Proof


def metrics_of(services: Services, database: Database) -> Metrics:
    """The metrics of a process, with a gauge for each figure that one of its parts keeps."""
    metrics = Metrics()
    for name in database.statistics():
        _database_gauge(metrics, database, name)
    _proof_gauges(metrics, services.extras.get("proof") or Proof())
    for outcome in OUTCOMES:
        _webhook_gauge(metrics, services, outcome)
    return metrics


def _database_gauge(metrics: Metrics, database: Database, name: str) -> None:
    metrics.gauge(
        f"changewright_database_{name}",
        f"The connection pool's {name.replace('_', ' ')}.",
        lambda: float(database.statistics().get(name, 0)),
    )


def _webhook_gauge(metrics: Metrics, services: Services, outcome: str) -> None:
    sender = services.extras.get("sender")
    metrics.gauge(
        f"changewright_webhook_{outcome}",
        f"Webhook deliveries that were {OUTCOMES[outcome]}, since the process began.",
        lambda: 0.0 if sender is None else float(sender.counts[outcome]),
    )


def _proof_gauges(metrics: Metrics, proof: Proof) -> None:
    metrics.gauge(
        "changewright_verify_findings",
        "What the last round of proving every project found; must stay 0.",
        lambda: float(proof.findings),
    )
    metrics.gauge(
        "changewright_verify_ended_seconds",
        "When that round ended, in seconds since 1970; 0: there was none.",
        lambda: proof.ended_at.timestamp() if proof.ended_at else 0.0,
    )
    metrics.gauge(
        "changewright_verify_failures",
        "Rounds of proving that came to no end, since the process began; must not rise.",
        lambda: float(proof.failures),
    )
