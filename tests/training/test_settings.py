"""Where a training's settings come from, and how they are written down."""

from __future__ import annotations

import json
import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convscope._errors import InputError
from convscope.training import Settings, make_settings, read_config, settings_from_dict

text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
choices = st.fixed_dictionaries(
    {},
    optional={
        "epochs": st.integers(1, 10**6),
        "batch_size": st.integers(1, 10**6),
        "optimizer": text,
        "learning_rate": st.floats(1e-30, 1e30),
        "loss": text,
        "validation_split": st.floats(0, 1, exclude_max=True),
        "dropout": st.floats(0, 1, exclude_max=True),
        "scaling": st.sampled_from(["tutorial", "unit", "none"]),
        "seed": st.integers(0, 2**32 - 1),
        "limit": st.integers(1, 10**9),
        "resize": st.tuples(st.integers(1, 4096), st.integers(1, 4096)),
        "data": text,
    },
)
network = st.sampled_from([{"recipe": "tutorial"}, {"recipe": "mlp"}]) | text.map(lambda name: {"model": f"{name}.py"})


@settings(deadline=None)
@given(given_=choices, network=network)
def test_a_config_file_gives_back_the_settings(given_, network, tmp_path_factory):
    made = make_settings(**given_, **network)
    file = tmp_path_factory.mktemp("config") / "run.toml"
    file.write_text(made.to_toml(), encoding="utf-8")
    again = make_settings(**read_config(file))
    assert again.to_toml() == made.to_toml()
    assert (again.choices, again.data, again.seed, again.limit, again.resize, again.recipe, again.model) == (
        *(made.choices, made.data, made.seed, made.limit, made.resize, made.recipe, made.model),
    )


@settings(deadline=None)
@given(given_=choices, network=network)
def test_a_runs_config_gives_back_the_settings(given_, network):
    made = make_settings(**given_, **network)
    assert settings_from_dict(json.loads(json.dumps(made.to_dict()))) == made


@settings(deadline=None, max_examples=30)
@given(given_=choices, network=network)
def test_the_command_repeats_the_settings(given_, network):
    made = make_settings(**given_, **network)
    words = shlex.split(made.command())
    assert words[:2] == ["convscope", "train"]
    flags: dict[str, list[str]] = {}
    for word in words[2:]:
        if (
            word.removeprefix("--").replace("-", "_") in Settings.__dataclass_fields__
            or word[2:].replace("-", "_") in made.choices.__dataclass_fields__
        ):
            flags[last := word[2:].replace("-", "_")] = []
        else:
            flags[last].append(word)
    for name, value in {**given_, **network}.items():
        if name == "data" and value == "mnist":
            continue
        expected = [str(side) for side in value] if isinstance(value, tuple) else [str(value)]
        assert flags[name] == expected or name == "seed"


def test_the_recipes_own_choices_hold_until_changed():
    made = make_settings(recipe="mlp", epochs=3)
    assert (made.choices.optimizer, made.choices.epochs, made.choices.dropout) == ("sgd", 3, 0.0)
    assert dict(made.changes) == {"epochs": 3}


def test_flags_go_before_the_file_and_the_file_before_the_recipe(cli, tmp_path):
    (tmp_path / "run.toml").write_text('recipe = "mlp"\nepochs = 4\nbatch_size = 64\n')
    shown = cli("train", "--config", "run.toml", "--epochs", "2", "--print-config")
    assert shown.code == 0, shown
    (tmp_path / "again.toml").write_text(shown.out)
    values = read_config(tmp_path / "again.toml")
    assert (values["epochs"], values["batch_size"], values["optimizer"]) == (2, 64, "sgd")
    assert cli("train", "--config", "again.toml", "--print-config").out == shown.out


def test_a_recipe_flag_takes_the_place_of_the_files_model(cli, tmp_path):
    (tmp_path / "run.toml").write_text('model = "net.py"\nepochs = 4\n')
    assert 'recipe = "mlp"' in cli("train", "--config", "run.toml", "--recipe", "mlp", "--print-config").out
    (tmp_path / "run.toml").write_text('recipe = "mlp"\n')
    shown = cli("train", "--config", "run.toml", "--model", "net.py", "--print-config").out
    assert 'model = "net.py"' in shown
    assert "recipe" not in shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("epochs = 0", "epochs must be a whole number of 1 or more; found 0"),
        ("epochs = true", "epochs must be a whole number"),
        ("epochs = 1.5", "found 1.5"),
        ('epochs = "3"', "found '3'"),
        ("batch_size = -1", "batch_size must be a whole number of 1 or more; found -1"),
        ("learning_rate = 0", "learning_rate must be a number above 0; found 0"),
        ("learning_rate = nan", "found nan"),
        ("learning_rate = inf", "found inf"),
        (f"learning_rate = 1{'0' * 400}", "learning_rate must be a number above 0"),
        ("validation_split = 1.0", "validation_split must be a number of 0 or more and under 1; found 1.0"),
        ("dropout = -0.1", "dropout must be a number of 0 or more and under 1; found -0.1"),
        ('optimizer = ""', "optimizer must be a name"),
        ("loss = 3", "loss must be a name; found 3"),
        ('scaling = "units"', "a scaling must be known; found 'units'; did you mean unit?"),
        ("seed = -1", "seed must be a whole number from 0 to 4294967295; found -1"),
        ("seed = 4294967296", "seed must be"),
        ("limit = 0", "limit must be a whole number of 1 or more; found 0"),
        ("resize = 28", "resize must be a height and a width; found 28"),
        ("resize = [28]", "resize must be a height and a width"),
        ("resize = [28, 0]", "resize's width must be a whole number from 1 to 4096; found 0"),
        ("data = 3", "data must be text; found 3"),
        ("epoch = 3", "a setting must be known; found 'epoch'; did you mean epochs?"),
        ('recipe = "tutrial"', "a recipe must be known; found 'tutrial'; did you mean tutorial?"),
        ('recipe = "zzz"', "choose one of tutorial, mlp"),
        ('recipe = "mlp"\nmodel = "net.py"', "a training has a recipe or a model of your own"),
        ("[train]\nepochs = 3", "a config file holds lines of name = value; found the table [train]"),
        ("epochs = ", "a config file must be TOML"),
        ("{", "a config file must be TOML"),
        ("[" * 5000, "a config file must be TOML"),
        (f"epochs = {'9' * 5000}", "a config file must be TOML"),
    ],
)
def test_what_a_config_file_must_not_hold(line, said, cli, tmp_path):
    (tmp_path / "run.toml").write_text(line)
    answer = cli("train", "--config", "run.toml").said(2)
    assert answer.startswith("run.toml: ")
    assert said in answer


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", b"\x80\x04."])
def test_a_config_file_is_text(content, cli, tmp_path):
    (tmp_path / "run.toml").write_bytes(content)
    assert "must be TOML" in cli("train", "--config", "run.toml").said(2)


def test_a_config_file_is_a_page(cli, tmp_path):
    with (tmp_path / "run.toml").open("wb") as handle:
        handle.truncate(2 * 10**9)
    assert "2000000000 bytes" in cli("train", "--config", "run.toml").said(2)


@pytest.mark.parametrize("path", ["/dev/zero", "nothing.toml", ".", "", "x" * 5000])
def test_a_config_file_is_a_file(path, cli):
    assert "a config file must be" in cli("train", "--config", path).said(2)


def test_a_name_that_is_no_text_cannot_be_written_as_toml():
    with pytest.raises(InputError, match="not UTF-8"):
        make_settings(model="net\udcff.py").to_toml()


@pytest.mark.parametrize(
    "broken",
    [{"changes": 3}, {"recipe": "zzz"}, {"choices": {"epochs": "x"}}, {"choices": []}, {"seed": -1}, {"model": 3}],
)
def test_a_runs_settings_are_checked(broken, cli, tiny_run):
    config = json.loads((tiny_run / "config.json").read_text())
    config["settings"] |= {"model": None, "recipe": "mlp", **broken}
    (tiny_run / "config.json").write_text(json.dumps(config))
    assert cli("train", "--resume", tiny_run, "--epochs", "5").said(2).startswith(str(tiny_run))
