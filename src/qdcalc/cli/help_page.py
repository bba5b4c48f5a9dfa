"""The page of ``--help``, made by ``python -m qdcalc.cli.manual help``."""

PAGE = """\
用法：python -m qdcalc 命令 …

把政府通知变成可以签字的批量计算：Excel 进，Excel 出

选项:
  -h, --help                    显示这份说明
  --version                     显示版本

命令:
  run                           计算：读输入工作簿，写输出工作簿
  check                         只检查输入工作簿，列出全部问题
  adopt                         把您自己的表转成规定的模板，逐条写明每一列、每一行怎样采用
  template                      写出空白的输入工作簿，带下拉列表和填表说明
  report                        写出通报、清算通知等文档（.docx、.html、PDF）
  verify                        核对一份结果（工作簿或文件夹）：重新计算，逐格比对，说出每一处改动
  compare                       比较两份结果：哪些判定和金额变了，为什么；差额加得起来
  sensitivity                   每种口径改取别的取值、每个临界的判断落到另一侧，金额变多少
  explain                       说明一个金额怎么来的：从结果一步步追到输入的单元格
  demo                          写出示例数据并计算一遍
  rules                         列出通知里每条可计算的条款和计算它的函数
  interpretations               列出口径：问题、选项、默认值和理由

计算（CALC，英文名或中文名都可以）：
  water-month     水质月度核算：由监测数据判定各断面当月水质，算出谁付给谁多少补偿金
  water-year      水质年度清算：由整个考核周期的监测数据算出年度类别、清零、奖励、追缴和年终上解下达
  expo            会展补助：核定展会、企业、展馆、国际认证和政府主导项目的补助，列出原因和计算过程
  staffing        人员配备：算出各基层服务平台应配、现有和缺口人数，核对目标任务的期限
  award           市长质量奖：审查申报组织的条件，核对名额和奖金，算出公示期，跟踪获奖以后的撤销
  review          施工图审查时限：由受理和出具合格书的日期算出各项目用了几个工作日、是否逾期
  smog            重污染天气：由逐时或逐日的 AQI 定预警级别和起止时间，核对减排比例，排出保洁频次
  panel           三民活动：算出各会场市民代表的名额，核对名册和评议票，统计各部门的票数、得分和排名

例：
  python -m qdcalc demo
  python -m qdcalc run water-month 监测数据.xlsx -o 核算结果.xlsx

一个命令的用法：python -m qdcalc run --help
"""
