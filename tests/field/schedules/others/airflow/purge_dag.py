import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("glance_purge", schedule="@weekly", start_date=datetime.datetime(2024, 1, 1)) as dag:
    # the age is in days
    BashOperator(task_id="purge", bash_command="ssh controller-1 glance-manage db purge_images_table 60")
