{{/* Names, labels and environment, written once for all components. A component is "web", "worker" or "migrate". */}}

{{- define "tandem.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* (dict "root" . "component" "web"): what a selector matches; never changes in the life of a release. */}}
{{- define "tandem.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* (dict "root" . "component" "web"): all labels; the chart's own win over commonLabels. */}}
{{- define "tandem.labels" -}}
{{- $own := include "tandem.selector" . | fromYaml }}
{{- $_ := set $own "app.kubernetes.io/version" .root.Chart.AppVersion }}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service }}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version) }}
{{- toYaml (merge $own (deepCopy .root.Values.commonLabels)) }}
{{- end }}

{{- define "tandem.secret" -}}
{{- if .Values.secret.create }}{{ include "tandem.name" . }}{{ else }}{{ .Values.secret.existing }}{{ end }}
{{- end }}

{{- define "tandem.filesClaim" -}}
{{- .Values.files.existingClaim | default (printf "%s-files" (include "tandem.name" .)) }}
{{- end }}

{{/* The environment without secrets, equal in every component. */}}
{{- define "tandem.env" -}}
- name: TANDEM_ENV
  value: production
- name: TANDEM_HOST
  value: 0.0.0.0
- name: TANDEM_PORT
  value: "8000"
- name: TANDEM_PUBLIC_URL
  value: {{ .Values.publicUrl | quote }}
- name: TANDEM_DATA
  value: /data
- name: TANDEM_LOST_AFTER
  value: {{ .Values.lostAfter | quote }}
{{- with .Values.erasureJournal.store }}
- name: TANDEM_ERASURE_JOURNAL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.anchors }}
- name: TANDEM_ANCHOR_EVERY
  value: {{ .everySeconds | quote }}
{{- with .store }}
- name: TANDEM_ANCHORS
  value: {{ . | quote }}
{{- end }}
{{- with .trustedKeys }}
- name: TANDEM_TRUSTED_ANCHOR_KEYS
  value: {{ . | quote }}
{{- end }}
{{- with .timestamp.certificates }}
- name: TANDEM_TIMESTAMP_CERTIFICATES
  value: {{ . | quote }}
{{- end }}
{{- with .timestamp.qualified }}
- name: TANDEM_TIMESTAMP_QUALIFIED
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- with .Values.providers.twilio }}
{{- if .apiUrl }}
- name: TANDEM_TWILIO_API_URL
  value: {{ .apiUrl | quote }}
- name: TANDEM_TWILIO_ACCOUNT_SID
  value: {{ .accountSid | quote }}
{{- end }}
{{- end }}
{{- with .Values.providers.sendgrid }}
{{- if .apiUrl }}
- name: TANDEM_SENDGRID_API_URL
  value: {{ .apiUrl | quote }}
- name: TANDEM_SENDGRID_WEBHOOK_PUBLIC_KEY
  value: {{ .webhookPublicKey | quote }}
{{- end }}
{{- end }}
{{- if .Values.providers.printer.existingClaim }}
- name: TANDEM_PRINTER_FOLDER
  value: /printer
{{- end }}
{{- if .Values.rulePacks.configMap }}
- name: TANDEM_PACKS
  value: /packs
{{- end }}
- name: TANDEM_HEARTBEAT
  value: /tmp/heartbeat
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What each component mounts where: secrets, files, the printers' folder, rules of contact. */}}
{{- define "tandem.mounts" -}}
- { name: secrets, mountPath: /run/secrets/tandem, readOnly: true }
- { name: files, mountPath: /data }
- { name: tmp, mountPath: /tmp }
{{- if .Values.providers.printer.existingClaim }}
- { name: printer, mountPath: /printer }
{{- end }}
{{- if .Values.rulePacks.configMap }}
- { name: packs, mountPath: /packs, readOnly: true }
{{- end }}
{{- end }}

{{- define "tandem.volumes" -}}
- name: tmp
  emptyDir: {}
- name: files
  persistentVolumeClaim:
    claimName: {{ include "tandem.filesClaim" . }}
{{- with .Values.providers.printer.existingClaim }}
- name: printer
  persistentVolumeClaim:
    claimName: {{ . }}
{{- end }}
{{- with .Values.rulePacks.configMap }}
- name: packs
  configMap:
    name: {{ . }}
{{- end }}
{{- end }}

{{/* (dict "root" . "required" list "optional" list): the named entries of the Secret as files of one volume. */}}
{{- define "tandem.secretVolume" -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ include "tandem.secret" .root }}
          items:
            {{- range .required }}
            - { key: {{ . }}, path: {{ . }} }
            {{- end }}
      - secret:
          name: {{ include "tandem.secret" .root }}
          optional: true
          items:
            {{- range .optional }}
            - { key: {{ . }}, path: {{ . }} }
            {{- end }}
{{- end }}

{{/* (dict "root" . "component" "web" "values" .Values.web): what every pod has: identity, security, scheduling. */}}
{{- define "tandem.pod" -}}
serviceAccountName: {{ include "tandem.name" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* (dict "root" . "component" "web" "values" .Values.web): what every container has: image, command, limits, environment. */}}
{{- define "tandem.container" -}}
name: {{ .component }}
image: {{ printf "%s:%s" .root.Values.image.repository (.root.Values.image.tag | default .root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [{{ .component }}]
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  privileged: false
  capabilities:
    drop: [ALL]
env: {{- include "tandem.env" .root | nindent 2 }}
resources: {{- toYaml .values.resources | nindent 2 }}
{{- end }}

{{/* (dict "root" . "component" "web"): what a pod may open, and that nothing else may reach it unless said so. */}}
{{- define "tandem.egress" -}}
- ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
    {{- range .Values.networkPolicy.egressPorts }}
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
{{- end }}
