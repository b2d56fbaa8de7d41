"""What the chart promises to those who run it."""

from tandem.casefiles import uploads
from tandem.entrypoints.http import holding
from tandem.entrypoints.settings import Settings
from tests.chart.conftest import objects, one, pod_specs, rendered

COMPONENTS = {"web", "worker", "migrate"}


def test_every_component_has_pods_and_a_network_policy(scenario: str) -> None:
    pods = {spec["containers"][0]["name"] for spec in pod_specs(scenario).values()}
    policies = {
        each["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/component"]
        for each in objects(scenario)
        if each["kind"] == "NetworkPolicy"
    }

    assert pods == COMPONENTS
    assert policies == COMPONENTS


def test_every_pod_meets_the_restricted_standard(scenario: str) -> None:
    for spec in pod_specs(scenario).values():
        (container,) = spec["containers"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "privileged": False,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]) == {"requests", "limits"}


def test_the_owner_of_the_database_is_known_to_migrate_alone(scenario: str) -> None:
    readers = {
        name
        for name, spec in pod_specs(scenario).items()
        for volume in spec["volumes"]
        for source in volume.get("projected", {}).get("sources", [])
        for item in source["secret"]["items"]
        if item["key"] == "TANDEM_DATABASE_URL"
    }

    assert readers == {"rel-tandem-migrate-1"}


def test_the_key_that_signs_anchors_is_known_to_workers_alone(scenario: str) -> None:
    readers = {
        name
        for name, spec in pod_specs(scenario).items()
        for volume in spec["volumes"]
        for source in volume.get("projected", {}).get("sources", [])
        for item in source["secret"]["items"]
        if item["key"] in {"TANDEM_ANCHOR_KEY", "TANDEM_TIMESTAMP_URL"}
    }

    assert readers == {"rel-tandem-worker"}


def test_anchors_lie_where_the_values_say() -> None:
    (container,) = pod_specs("existing-secret-values.yaml")["rel-tandem-worker"]["containers"]
    environment = {variable["name"]: variable["value"] for variable in container["env"]}

    assert environment["TANDEM_ANCHORS"] == "s3://recouvrement-anchors/production"
    assert environment["TANDEM_TIMESTAMP_CERTIFICATES"].startswith("-----BEGIN CERTIFICATE-----\n")
    assert "TANDEM_ANCHORS" not in rendered("defaults")
    account = one("existing-secret-values.yaml", "ServiceAccount", "rel-tandem")
    assert list(account["metadata"]["annotations"]) == ["eks.amazonaws.com/role-arn"]


def test_no_secret_is_in_the_environment(scenario: str) -> None:
    for spec in pod_specs(scenario).values():
        for variable in spec["containers"][0]["env"]:
            assert "valueFrom" not in variable
            assert not variable["name"].endswith(("_DATABASE_URL", "_KEY", "_TOKEN", "REDIS_URL")) or variable[
                "name"
            ].endswith("PUBLIC_KEY")


def test_every_secret_that_a_setting_knows_can_be_mounted() -> None:
    mounted = {
        item["key"]
        for spec in pod_specs("defaults").values()
        for volume in spec["volumes"]
        for source in volume.get("projected", {}).get("sources", [])
        for item in source["secret"]["items"]
    }
    secret = {
        f"TANDEM_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if "Secret" in str(field.annotation) or "Key" in str(field.annotation)
    }

    assert secret <= mounted


def test_a_printer_and_rules_of_contact_have_volumes_of_their_own() -> None:
    for spec in pod_specs("existing-secret-values.yaml").values():
        (container,) = spec["containers"]
        mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        volumes = {volume["name"]: volume for volume in spec["volumes"]}
        environment = {variable["name"]: variable["value"] for variable in container["env"]}
        assert environment["TANDEM_PRINTER_FOLDER"] == mounts["printer"]
        assert environment["TANDEM_PACKS"] == mounts["packs"]
        assert volumes["printer"]["persistentVolumeClaim"]["claimName"] == "imprimeur"
        assert volumes["packs"]["configMap"]["name"] == "regles-de-contact"
    assert "TANDEM_PRINTER_FOLDER" not in rendered("defaults")


def test_secrets_lie_where_the_settings_look(scenario: str) -> None:
    for spec in pod_specs(scenario).values():
        mounts = {mount["name"]: mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]}
        assert mounts["secrets"] == "/run/secrets/tandem"


def test_web_is_alive_by_healthz_and_gets_traffic_by_readyz() -> None:
    (container,) = pod_specs("defaults")["rel-tandem-web"]["containers"]

    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_what_arrives_at_once_leaves_most_of_a_web_pod_to_the_process() -> None:
    (container,) = one("defaults", "Deployment", "rel-tandem-web")["spec"]["template"]["spec"]["containers"]
    bodies = uploads._MOST_UNDERWAY + holding._MOST_HELD + uploads.MOST_BYTES  # one is copied as it is handed on

    assert container["resources"]["limits"]["memory"] == "1Gi"
    assert bodies < 2**30 / 3


def test_a_worker_is_alive_while_its_heartbeat_is_fresh() -> None:
    (container,) = pod_specs("defaults")["rel-tandem-worker"]["containers"]
    environment = {variable["name"]: variable["value"] for variable in container["env"]}

    assert environment["TANDEM_HEARTBEAT"] in container["livenessProbe"]["exec"]["command"][-1]


def test_the_migrate_job_is_named_by_the_revision_and_is_no_hook() -> None:
    job = one("defaults", "Job", "rel-tandem-migrate-1")

    assert "annotations" not in job["metadata"]


def test_selectors_are_stable_while_labels_may_be_added() -> None:
    deployment = one("busy-values.yaml", "Deployment", "rel-tandem-web")

    assert deployment["spec"]["selector"]["matchLabels"] == {
        "app.kubernetes.io/name": "tandem",
        "app.kubernetes.io/instance": "rel",
        "app.kubernetes.io/component": "web",
    }
    assert deployment["spec"]["template"]["metadata"]["labels"]["team"] == "collections"


def test_chart_identifying_labels_override_a_clashing_common_label() -> None:
    labels = one("busy-values.yaml", "Service", "rel-tandem-web")["metadata"]["labels"]

    assert labels["app.kubernetes.io/name"] == "tandem"


def test_autoscaling_leaves_the_number_of_pods_to_the_autoscaler() -> None:
    assert "replicas" not in one("busy-values.yaml", "Deployment", "rel-tandem-web")["spec"]
    assert one("busy-values.yaml", "HorizontalPodAutoscaler", "rel-tandem-web")["spec"]["maxReplicas"] == 40
    assert one("defaults", "Deployment", "rel-tandem-web")["spec"]["replicas"] == 2


def test_a_drained_node_takes_one_pod_of_a_component_at_a_time() -> None:
    for component in ("web", "worker"):
        assert one("defaults", "PodDisruptionBudget", f"rel-tandem-{component}")["spec"]["maxUnavailable"] == 1


def test_nobody_reaches_worker_and_migrate_over_the_network() -> None:
    for component in ("worker", "migrate"):
        assert one("defaults", "NetworkPolicy", f"rel-tandem-{component}")["spec"]["ingress"] == []


def test_the_existing_secret_is_used_and_none_is_made() -> None:
    kinds = {each["kind"] for each in objects("existing-secret-values.yaml")}

    assert "Secret" not in kinds
    assert "name: tandem-from-vault" in rendered("existing-secret-values.yaml")


def test_a_changed_secret_of_the_chart_restarts_the_pods() -> None:
    template = one("created-secret-values.yaml", "Deployment", "rel-tandem-worker")["spec"]["template"]

    assert len(template["metadata"]["annotations"]["checksum/secret"]) == 64


def test_without_a_provider_address_a_channel_is_off() -> None:
    assert "TANDEM_TWILIO_API_URL" not in rendered("defaults")
    assert "TANDEM_TWILIO_API_URL" in rendered("existing-secret-values.yaml")


def test_the_ingress_serves_the_public_address_only() -> None:
    ingress = one("existing-secret-values.yaml", "Ingress", "rel-tandem")

    assert [rule["host"] for rule in ingress["spec"]["rules"]] == ["recouvrement.example.com"]
    assert ingress["spec"]["tls"] == [{"hosts": ["recouvrement.example.com"], "secretName": "recouvrement-tls"}]


def test_uploads_outlive_an_uninstall() -> None:
    claim = one("defaults", "PersistentVolumeClaim", "rel-tandem-files")

    assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
