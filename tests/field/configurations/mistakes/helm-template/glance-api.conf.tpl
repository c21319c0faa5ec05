[DEFAULT]
debug = {{ .Values.debug }}
{{- if .Values.store.rbd }}
show_image_direct_url = True
{{- end }}
