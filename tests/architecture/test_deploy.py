"""What lies in deploy/ fits the code: commands, settings, paths, limits and measures."""

import configparser
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from matcher.cli.main import passerelle
from matcher.settings import Settings, variable
from matcher.workflow.context import Services
from matcher.workflow.operating import Kept, Stored
from tests.journeys.routes import routes
from web import metrics
from web.security import _ALWAYS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMMAND = "/opt/passerelle/.venv/bin/passerelle"
PATHS = {route.rule for route in routes()}
NOT_OPEN = ("/metrics", "/readyz")
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
    "User": "passerelle",
}


def unit(path):
    """Return the parts of a unit; a name that comes again keeps all its values."""

    class Several(dict):
        def __setitem__(self, name, value):
            known = self.get(name)
            several = isinstance(known, list) and isinstance(value, list)
            super().__setitem__(name, known + value if several else value)

    parser = configparser.RawConfigParser(strict=False, dict_type=Several)
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return {
        part: {name: value.split("\n") for name, value in parser[part].items()} for part in parser
    }


def the_command(words):
    """Fail unless the command line takes these words."""
    command, words = passerelle, list(words)
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None
    command.make_context("passerelle", words)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_commands_that_exist_and_is_shut_in(path):
    service = unit(path)["Service"]
    for name, value in HARDENED.items():
        assert service[name] == [value], name
    assert "MemoryMax" in service
    assert "/var/lib/passerelle" in service["ReadWritePaths"][0].split()
    ran = re.findall(rf"{COMMAND} ([^'\n]+)", path.read_text(encoding="utf-8"))
    assert ran
    for line in ran:
        the_command(shlex.split(line))


def test_services_start_again_but_not_with_faulty_settings():
    for name in ("web", "worker"):
        service = unit(DEPLOY / "systemd" / f"passerelle-{name}.service")["Service"]
        assert service["Restart"] == ["on-failure"]
        assert service["RestartPreventExitStatus"] == ["2"]


def test_a_timer_starts_the_backup():
    assert (DEPLOY / "systemd" / "passerelle-backup.service").is_file()
    assert unit(DEPLOY / "systemd" / "passerelle-backup.timer")["Timer"]["Persistent"] == ["true"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd: it is not installed here")
def test_systemd_takes_the_units_and_finds_them_shut_in(tmp_path):
    for path in (*UNITS, *(DEPLOY / "systemd").glob("*.timer")):
        text = path.read_text(encoding="utf-8").replace(COMMAND, "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    made = [str(path) for path in sorted(tmp_path.iterdir())]
    done = _systemd("verify", "--man=no", *made)
    assert (done.returncode, done.stderr) == (0, "")
    for path in sorted(tmp_path.glob("*.service")):
        assert _systemd("security", "--offline=yes", "--threshold=20", str(path)).returncode == 0


def _systemd(*arguments):
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", [*TEXTS, ".dockerignore"])
def test_every_setting_that_is_named_is_one(name):
    text = TEXTS.get(name) or (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"PASSERELLE_[A-Z_]+", text))
    assert named <= {variable(each) for each in Settings.model_fields}


def test_the_example_of_settings_lacks_secrets_alone(monkeypatch, tmp_path):
    lines = TEXTS["passerelle.env.example"].splitlines()
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    chosen = Settings()
    assert chosen.missing_for_service() == ["PASSERELLE_SECRET_KEY"]
    assert chosen.proxies == 1
    assert [
        each for each in lines if re.match(r"#?PASSERELLE_\w*(KEY|TOKEN|PASSWORD)=.", each)
    ] == []


def test_a_proxy_lets_through_what_the_application_takes():
    limit = Settings().upload_megabytes * 1024 * 1024
    [nginx] = re.findall(r"client_max_body_size (\d+)m;", TEXTS["nginx.conf"])
    [caddy] = re.findall(r"max_size (\d+)MB", TEXTS["Caddyfile"])
    assert int(nginx) * 1024 * 1024 > limit
    assert int(caddy) * 1_000_000 > limit


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_names_the_request_and_hides_what_watches(name):
    text = TEXTS[name]
    assert "127.0.0.1:8000" in text
    assert re.search(r"X-Request-ID (\$request_id|\{http\.request\.uuid\})", text)
    for path in NOT_OPEN:
        assert path in PATHS
        assert path in text
    for header in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
        assert header in text
        assert _ALWAYS[header] in text
    assert "Strict-Transport-Security" in text


def test_nginx_believes_no_browser_and_logs_no_path():
    text = TEXTS["nginx.conf"]
    for name in ("For $remote_addr", "Proto https", "Host $host"):
        assert f"proxy_set_header X-Forwarded-{name};" in text
    assert "proxy_add_x_forwarded_for" not in text
    [line] = [each for each in text.splitlines() if each.startswith("log_format")]
    logged = set(re.findall(r"\$(\w+)", line))
    assert logged == {"time_iso8601", "request_id", "request_method", "status", "request_time"}
    kept = re.findall(r"(?:access|error)_log ([^;]+);", text)
    assert [each.split()[-1] for each in kept] == ["off", "off", "passerelle", "crit"]


def test_the_image_is_what_the_settings_of_the_project_say():
    text = TEXTS["Containerfile"]
    assert set(re.findall(r"^FROM (\S+)", text, re.M)) == {"python:3.11-slim"}
    assert "USER 10001" in text
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [torch] = re.findall(r"torch==[\d.]+", text)
    assert f'"{torch}"' in project
    asked = re.findall(r"http://127\.0\.0\.1:8000(/\w+)", text)
    assert asked == ["/healthz"]
    assert "/healthz" in PATHS
    command = re.findall(r"^CMD \[(.*)\]", text, re.M)[-1]
    _, *words = [word.strip(' "') for word in command.split(",")]
    the_command(words)


def test_nothing_secret_goes_into_an_image():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    taken = {line[1:] for line in rules if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", TEXTS["Containerfile"], re.M)
    assert {name for names in copied for name in names.split()} == taken
    assert "var" not in taken
    assert [name for name in taken if not (ROOT / name).exists()] == []


def _measures(tmp_path):
    """Return every measure there can be, with all that can be known."""
    moment = datetime.now(UTC)
    settings = Settings(var=tmp_path)
    counted = metrics.Measures(Services(settings, None, None, None), lambda: moment)
    every = Stored(**dict.fromkeys(Stored.__slots__, 1) | {"tasks": {}, "mails": {}})
    index = {"startups": 1, "capabilities": 1, "bytes": 1}
    families = [*counted.registry.collect(), *metrics._of_database(every)]
    families += metrics._of_disk(Kept(1, 1, index, 1.0))
    suffixes = {"counter": ("_total",), "histogram": ("_bucket",), "info": ("_info",)}
    return {
        f"{each.name}{suffix}"
        for each in families
        for suffix in suffixes.get(each.type, ("",))
        if each.name.startswith("passerelle_")
    }


def test_alarms_ask_for_measures_that_exist(tmp_path):
    asked = set(re.findall(r"passerelle_\w+", TEXTS["alerts.yml"]))
    assert len(asked) > 12
    assert asked <= _measures(tmp_path)


def test_every_measure_and_every_file_is_on_the_page(tmp_path):
    listed = set(re.findall(r"`(passerelle_\w+)`", PAGE))
    assert listed == _measures(tmp_path)
    assert [path.name for path in FILES if path.name not in PAGE] == []


def test_every_code_of_readiness_is_on_the_page():
    code = (ROOT / "matcher" / "workflow" / "readiness.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"((?:store|disk|secret|matching|start)\.\w+)"', code))
    assert len(codes) == 9
    assert [each for each in codes if f"`{each}`" not in PAGE] == []


def test_the_log_is_out_of_reach_of_the_service_that_writes_it():
    """It goes to the error stream alone; units leave it to the journal, and may not read that."""
    writers = re.compile(r"FileHandler|SysLogHandler|basicConfig|fileConfig|dictConfig")
    sources = [*(ROOT / "matcher").rglob("*.py"), *(ROOT / "web").rglob("*.py")]
    assert [path for path in sources if writers.search(path.read_text(encoding="utf-8"))] == []
    for path in UNITS:
        service = unit(path)["Service"]
        assert not {"StandardError", "StandardOutput", "LogNamespace"} & set(service)
        assert "systemd-journal" not in str(service.get("SupplementaryGroups", ""))
    logs = PAGE.partition("\n## Logs\n")[2].partition("\n## ")[0]
    for words in ("Who may read it", "How long", "kept from change", "Seal=yes"):
        assert words in logs
