# SPDX-License-Identifier: MIT
"""What all runs on one edition with one backbone share: inputs and trained models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, raise_if
from lri_bench.explainers.explainer import Explainer
from lri_bench.explainers.registry import Explained, make_explainer
from lri_bench.models import Classifier, Inputs, Settings, backbone_name, load_settings
from lri_bench.runs.names import TRAINED, method_problems
from lri_bench.runs.schedule import shortened
from lri_bench.storage.atomic import make_folder
from lri_bench.training.chance import seeded
from lri_bench.training.fit import Keep, fit
from lri_bench.training.history import Report, quiet
from lri_bench.training.log import logs_in
from lri_bench.training.options import TrainingOptions
from lri_bench.training.plain import Plain
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Trainable

__all__ = ["Workshop"]


@dataclass(frozen=True)
class Workshop:
    """Trains what methods need, once, and makes explainers of it.

    Attributes
    ----------
    catalog : Catalog
    edition : Edition
    backbone : str
        A name in `lri_bench.models.BACKBONES`.
    options : TrainingOptions
        Of every training.
    report : callable
        Returns, for the name of a training, what is told of its epochs.
    seconds : dict of str to float
        What each training took that was asked for, also where it was done before.
    """

    catalog: Catalog
    edition: Edition
    backbone: str
    options: TrainingOptions = field(default=TrainingOptions())
    report: Callable[[str], Report] = field(default=lambda _: quiet)
    seconds: dict[str, float] = field(default_factory=dict)

    @cached_property
    def card(self) -> Card:
        """Of the data set."""
        return self.catalog.card(self.edition.dataset)

    @cached_property
    def clouds(self) -> Clouds:
        """All clouds of the edition."""
        return self.catalog.clouds(self.edition)

    @cached_property
    def settings(self) -> Settings:
        """The paper's, with the epochs that were chosen."""
        return shortened(load_settings(self.edition.dataset), self.options.epochs)

    @cached_property
    def _inputs(self) -> Inputs:
        geometry = self.settings.geometry(backbone_name(self.backbone))
        return Inputs(self.clouds, self.card, self.settings, geometry)

    @cached_property
    def _gaussian_inputs(self) -> Inputs:
        geometry = self.settings.gaussian_geometry(backbone_name(self.backbone))
        return Inputs(self.clouds, self.card, self.settings, geometry)

    def inputs(self, method: str) -> Inputs:
        """Return the clouds as a method sees them."""
        known = TRAINED.get(method)
        return self._gaussian_inputs if known and known.gaussian else self._inputs

    def folder(self, what: str, seed: int) -> Path:
        """Return where a training is kept.

        Parameters
        ----------
        what : str
            ``classifier``, or the name of a method.
        seed : int
        """
        runs = self.catalog.data / "runs" / str(self.edition) / self.backbone
        return runs / f"{what}-{self.options.label}-seed-{seed}"

    def classifier(self, seed: int) -> Classifier:
        """Return the classifier that post-hoc methods explain, trained if need be."""
        with seeded(seed):
            model = Plain(self.settings, self.backbone, self._inputs.description)
        self._fit("classifier", model, self._inputs, seed)
        return model.classifier.eval()

    def explainer(self, method: str, seed: int) -> Explainer:
        """Return an explainer, trained if need be.

        Parameters
        ----------
        method : str
            A name in `TRAINED` or `EXPLAINERS`, or a user's ``file.py:Class``.
        seed : int

        Raises
        ------
        DataError
            If there is no such method, or a training fails.
        """
        if method not in TRAINED:
            raise_if(method_problems(method), DataError)
            given = Explained(
                self.classifier(seed), self.settings, backbone_name(self.backbone), seed
            )
            return make_explainer(method, given)
        known = TRAINED[method]
        begin = (
            self.classifier(seed)
            if known.on_classifier
            else self.inputs(method).description
        )
        with seeded(seed):
            model = known.method(self.settings, self.backbone, begin)  # type: ignore[arg-type]
        self._fit(method, model, self.inputs(method), seed)
        return model.explainer()

    def _fit(self, what: str, model: Trainable, inputs: Inputs, seed: int) -> None:
        """Train a model, or bring back what it had become."""
        folder = self.folder(what, seed)
        make_folder(folder)
        keep = Keep(
            folder / "checkpoint.pt",
            logs_in(folder),
            self.report(f"{what}, seed {seed}"),
        )
        settings = FitSettings.of(
            self.settings,
            seed=seed,
            device=self.options.device,
            bf16=self.options.bf16,
        )
        fitted = fit(model, inputs, self.clouds.split, settings, keep)
        spent = sum(record.seconds for record in fitted.history)
        self.seconds[f"{what}, seed {seed}"] = spent
